#include <wasmbench/results/wall_time.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::results;
using Clock = std::chrono::system_clock;

// The seconds are those of `date -u -d '...' +%s`.
TEST_CASE("wall-clock times are UTC to the second") {
    auto const at = [](long long seconds) { return Clock::time_point(std::chrono::seconds(seconds)); };
    CHECK(file_name_time(at(1795415400)) == "20261123T063000Z");
    CHECK(readable_time(at(1795415400)) == "2026-11-23T06:30:00Z");
    CHECK(readable_time(at(0)) == "1970-01-01T00:00:00Z");
    CHECK(readable_time(at(1709251199)) == "2024-02-29T23:59:59Z"); // a leap day
    CHECK(readable_time(at(-1)) == "1969-12-31T23:59:59Z");
    CHECK(readable_time(at(0) + std::chrono::milliseconds(999)) == "1970-01-01T00:00:00Z");
}
