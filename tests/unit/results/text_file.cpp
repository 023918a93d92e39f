#include "file_size_limit.hpp"

#include <wasmbench/results/text_file.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

#include <sys/stat.h>

#include <support/files.hpp>

using namespace wasmbench;
using namespace wasmbench::results;
using Catch::Matchers::ContainsSubstring;

namespace {

std::ptrdiff_t entries(std::filesystem::path const& folder) {
    return std::distance(std::filesystem::directory_iterator(folder), {});
}

} // namespace

TEST_CASE("a file that is written is read back, whatever is in it") {
    testing::ScratchFolder const folder;
    auto const file = folder.path() / "a.txt";
    for (auto const& text :
        {std::string(), std::string("a\nb"), std::string("nul \0 byte", 10), std::string(200'000, 'x')}) {
        REQUIRE(write_text_file(file, text).has_value()); // also over the file before
        auto const read = read_text_file(file);
        REQUIRE(read.has_value());
        CHECK(*read == text);
    }
    CHECK(entries(folder.path()) == 1);
}

TEST_CASE("a file that is not there is named with the reason") {
    auto const read = read_text_file("/nonexistent/a.txt");
    REQUIRE(read.has_error());
    CHECK(read.error().code == errc::results_io);
    CHECK_THAT(to_line(read.error()), ContainsSubstring("/nonexistent/a.txt: No such file or directory"));
    testing::ScratchFolder const folder;
    REQUIRE(read_text_file(folder.path()).has_error());
    CHECK_THAT(to_line(read_text_file(folder.path()).error()), ContainsSubstring("Is a directory"));
}

TEST_CASE("of a folder of somebody else's only regular files of bounded size are read") {
    testing::ScratchFolder const folder;
    auto const file = folder.path() / "plan.json";
    auto const said = [&] {
        auto const text = read_untrusted_file(file, std::uintmax_t(1) << 20);
        return text ? "read " + std::to_string(text->size()) : to_line(text.error());
    };
    SECTION("a pipe that nobody writes to is not waited for") {
        REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
        CHECK_THAT(said(), ContainsSubstring("plan.json: is no regular file"));
    }
    SECTION("a device has no end") {
        std::filesystem::create_symlink("/dev/zero", file);
        CHECK_THAT(said(), ContainsSubstring("plan.json: is no regular file"));
    }
    SECTION("a folder") {
        std::filesystem::create_directory(file);
        CHECK_THAT(said(), ContainsSubstring("plan.json: is no regular file"));
    }
    SECTION("a file that is larger than memory") {
        testing::write_file(file, "");
        std::filesystem::resize_file(file, std::uintmax_t(1) << 40); // sparse
        CHECK_THAT(said(), ContainsSubstring("plan.json: too large") && ContainsSubstring("at most 1 MiB"));
    }
    SECTION("a file that says it is empty, and is not") {
        std::filesystem::create_symlink("/proc/self/status", file);
        CHECK_THAT(said(), ContainsSubstring("read "));
        CHECK(said() != "read 0");
    }
    SECTION("an ordinary file") {
        testing::write_file(file, std::string(std::size_t(1) << 20, 'x'));
        CHECK(said() == "read 1048576");
    }
}

TEST_CASE("a link that somebody laid out is replaced, not followed") {
    testing::ScratchFolder const folder;
    auto const precious = folder.path() / "precious";
    testing::write_file(precious, "kept");
    for (auto const* name : {"summary.csv", "summary.csv.unfinished"})
        std::filesystem::create_symlink(precious, folder.path() / name);
    REQUIRE(write_text_file(folder.path() / "summary.csv", "new").has_value());
    CHECK(testing::read_file(precious) == "kept");
    CHECK(testing::read_file(folder.path() / "summary.csv") == "new");
    CHECK_FALSE(std::filesystem::is_symlink(folder.path() / "summary.csv"));
    CHECK(entries(folder.path()) == 2);
}

TEST_CASE("a write that fails leaves the old file and nothing else") {
    testing::ScratchFolder const folder;
    auto const file = folder.path() / "a.txt";
    testing::write_file(file, "old");
    {
        testing::FileSizeLimit const limit(1000);
        auto const written = write_text_file(file, std::string(2000, 'x'));
        REQUIRE(written.has_error());
        CHECK(written.error().code == errc::results_io);
        CHECK_THAT(to_line(written.error()), ContainsSubstring(file.string() + ": File too large"));
    }
    CHECK(testing::read_file(file) == "old");
    CHECK(entries(folder.path()) == 1);
    auto const nowhere = write_text_file(folder.path() / "none" / "a.txt", "x");
    REQUIRE(nowhere.has_error());
    CHECK(nowhere.error().code == errc::results_io);
}
