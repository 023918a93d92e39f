#include "file_size_limit.hpp"

#include <wasmbench/results/text_file.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

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
