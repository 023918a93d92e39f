#include "example_key.hpp"
#include "file_size_limit.hpp"

#include <wasmbench/results/raw_reader.hpp>
#include <wasmbench/results/raw_writer.hpp>
#include <wasmbench/testing/fake_clock.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <string>

#include <sys/stat.h>

#include <support/files.hpp>

using namespace wasmbench;
using namespace wasmbench::results;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Fixture {
    testing::ScratchFolder folder;
    testing::FakeClock clock{TimePoint()};
    std::filesystem::path file = folder.path() / "raw.jsonl";
    RunKey key = testing::example_key();

    RawWriter writer() { return RawWriter(file, clock, std::chrono::system_clock::time_point()); }
    std::string text() const { return testing::read_file(file); }
    std::ptrdiff_t lines() const {
        auto const t = text();
        return std::count(t.begin(), t.end(), '\n');
    }
};

} // namespace

TEST_CASE("each event is in the file when the call returns") {
    Fixture f;
    auto writer = f.writer();
    CHECK(f.lines() == 1);
    writer.describe_row(f.key, {});
    CHECK(f.lines() == 2);
    writer.session_starting(1);
    CHECK(f.lines() == 3);
    writer.trial_starting(f.key);
    CHECK(f.lines() == 4);
    writer.measured({f.key, Phase::measure, {"a/b", Unit::count}, {{{}, 1}}});
    CHECK(f.lines() == 5);
    CHECK_THAT(f.text(), ContainsSubstring("\"samples\":[[0,1.0]],\"crc\":\""));
    writer.trial_ended(f.key);
    CHECK(f.lines() == 6);
    writer.session_ended(false);
    CHECK(f.lines() == 7);
}

TEST_CASE("the file is its owner's alone") {
    Fixture f;
    auto const writer = f.writer();
    struct stat s {};
    REQUIRE(::stat(f.file.c_str(), &s) == 0);
    CHECK((s.st_mode & 0777u) == 0600);
}

TEST_CASE("results that exist are not touched") {
    Fixture f;
    testing::write_file(f.file, "precious");
    try {
        f.writer();
        FAIL("opened");
    } catch (Error const& e) {
        CHECK(e.code() == errc::results_io);
        CHECK_THAT(e.what(), ContainsSubstring(f.file.string() + ": File exists"));
    }
    CHECK(f.text() == "precious");
}

TEST_CASE("a place that cannot be written is refused at once") {
    Fixture f;
    f.file = "/nonexistent/raw.jsonl";
    CHECK_THROWS_WITH(f.writer(), ContainsSubstring("/nonexistent/raw.jsonl: No such file or directory"));
    f.file = f.folder.path() / "raw.jsonl";
    testing::FileSizeLimit const limit(10);
    CHECK_THROWS_WITH(f.writer(), ContainsSubstring("File too large"));
}

TEST_CASE(
    "the first write that fails is kept, thrown once at the end of the trial, and the file ends there") {
    Fixture f;
    auto writer = f.writer();
    writer.trial_starting(f.key);
    auto const whole = f.text();
    {
        testing::FileSizeLimit const limit(whole.size() + 100);
        writer.skipped(f.key, std::string(500, 'x')); // does not throw: it is in the middle of a trial
    }
    REQUIRE(writer.failure());
    CHECK(writer.failure()->code == errc::results_io);
    writer.skipped(f.key, "there is space again, but a line would follow half a line");
    CHECK(f.text().size() == whole.size() + 100);
    try {
        writer.trial_ended(f.key);
        FAIL("not reported");
    } catch (Error const& e) {
        CHECK(e.failure() == *writer.failure());
        CHECK_THAT(e.what(), ContainsSubstring("write the raw results") &&
                                 ContainsSubstring(f.file.string() + ": File too large"));
    }
    CHECK_NOTHROW(writer.session_ended(true)); // reported already
    CHECK(f.text().size() == whole.size() + 100);

    auto const records = read_raw(f.file);
    REQUIRE(records.has_value());
    CHECK(records->events.size() == 1);
    REQUIRE(records->torn);
    CHECK(records->torn->number == 3);
    CHECK(records->torn->text.size() == 100);
}

TEST_CASE("a file that was removed is noticed at the end of the trial") {
    Fixture f;
    auto writer = f.writer();
    writer.trial_starting(f.key);
    std::filesystem::remove(f.file);
    CHECK_THROWS_WITH(writer.trial_ended(f.key), ContainsSubstring(f.file.string() + ": No such file or directory"));
    CHECK_FALSE(std::filesystem::exists(f.file));
}

TEST_CASE("a fault outside of a trial is thrown by what comes next") {
    Fixture f;
    auto writer = f.writer();
    auto const size = f.text().size();
    testing::FileSizeLimit const limit(size);
    SECTION("a row's description") {
        CHECK_THROWS_AS(writer.describe_row(f.key, {}), Error);
    }
    SECTION("the end of the session") {
        writer.session_starting(1);
        CHECK_THROWS_AS(writer.session_ended(false), Error);
    }
}
