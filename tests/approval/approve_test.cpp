// The comparison itself: a test of the other tests.
#include <support/paths.hpp>
#include "approve.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <filesystem>

#include <support/files.hpp>

using namespace wasmbench;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a text that differs from the approved one shows where, and is kept") {
    auto const folder = wasmbench::support::source_dir() / "tests/approval/approved";
    auto const approved = testing::read_file(folder / "summary.csv");
    CHECK(testing::difference_from_approved("summary.csv", approved) == "");

    auto const received = wasmbench::support::binary_dir() / "approval/summary.csv.received";
    auto const difference = testing::difference_from_approved("summary.csv", approved + "one more line\n");
    CHECK_THAT(difference, ContainsSubstring("\n+one more line\n") &&
                               ContainsSubstring("to approve it: cp " + received.string()));
    CHECK(testing::read_file(received) == approved + "one more line\n");
    std::filesystem::remove(received);

    auto const first_end = approved.find('\n');
    CHECK_THAT(testing::difference_from_approved("summary.csv", "other" + approved.substr(first_end)),
        ContainsSubstring("@@ line 1 @@\n-" + approved.substr(0, first_end) + "\n+other\n"));
    std::filesystem::remove(received);
}

TEST_CASE("a text that nobody has approved is not accepted") {
    CHECK_THAT(testing::difference_from_approved("nobody-approved.txt", "x"),
        ContainsSubstring("there is no approved"));
    std::filesystem::remove(
        wasmbench::support::binary_dir() / "approval/nobody-approved.txt.received");
}
