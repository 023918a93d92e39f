// The comparison itself: a test of the other tests.
#include "approve.hpp"

#include <support/files.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <filesystem>

using namespace wasmbench;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a text that differs from the approved one shows where, and is kept") {
    auto const folder = std::filesystem::path(WASMBENCH_SOURCE_DIR) / "tests/approval/approved";
    auto const approved = testing::read_file(folder / "summary.csv");
    CHECK(testing::difference_from_approved("summary.csv", approved) == "");

    auto const received = std::filesystem::path(WASMBENCH_BINARY_DIR) / "approval/summary.csv.received";
    auto const difference = testing::difference_from_approved("summary.csv", approved + "one more line\n");
    CHECK_THAT(difference, ContainsSubstring("\n+one more line\n") && ContainsSubstring("to approve it: cp " + received.string()));
    CHECK(testing::read_file(received) == approved + "one more line\n");
    std::filesystem::remove(received);

    auto const first_end = approved.find('\n');
    CHECK_THAT(testing::difference_from_approved("summary.csv", "other" + approved.substr(first_end)),
        ContainsSubstring("@@ line 1 @@\n-" + approved.substr(0, first_end) + "\n+other\n"));
    std::filesystem::remove(received);
}

TEST_CASE("a text that nobody has approved is not accepted") {
    CHECK_THAT(testing::difference_from_approved("nobody-approved.txt", "x"), ContainsSubstring("there is no approved"));
    std::filesystem::remove(std::filesystem::path(WASMBENCH_BINARY_DIR) / "approval/nobody-approved.txt.received");
}
