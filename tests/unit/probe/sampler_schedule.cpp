#include "sampler_schedule.hpp"

#include <catch2/catch_test_macros.hpp>

#include <limits>

using namespace wasmbench;
using namespace wasmbench::probe::detail;
using namespace std::chrono_literals;

namespace {

TimePoint const origin{1000s};
constexpr Duration period = 10ms;

std::vector<Sample> samples(std::initializer_list<double> values) {
    std::vector<Sample> out;
    for (double v : values) out.push_back({origin + period * static_cast<int>(out.size()), v});
    return out;
}

} // namespace

TEST_CASE("schedule: the next slot is on the grid of the start, however late the last one ended") {
    struct Row {
        Duration after, now, expected;
        std::uint64_t missed;
    };
    for (auto const& [after, now, expected, missed] : {
             Row{0ms, 0ms, 10ms, 0}, Row{0ms, 9999us, 10ms, 0},
             Row{20ms, 20050us, 30ms, 0},                          // woken late, on the grid again
             Row{0ms, 10ms, 20ms, 1},                              // exactly on the slot: too late for it
             Row{0ms, 10500us, 20ms, 1}, Row{20ms, 65ms, 70ms, 4}, // 30, 40, 50 and 60 passed
         }) {
        CAPTURE(after.count(), now.count());
        auto const slot = next_slot(origin, period, origin + after, origin + now);
        CHECK(slot.at == origin + expected);
        CHECK(slot.missed == missed);
    }
}

TEST_CASE("schedule: a slot is not used twice when the clock stands before it") {
    auto const slot = next_slot(origin, period, origin + 30ms, origin + 29ms);
    CHECK(slot.at == origin + 40ms);
    CHECK(slot.missed == 0);
}

TEST_CASE("halving drops every second sample but keeps the first and the largest") {
    auto s = samples({5, 1, 2, 9, 3, 4, 0});
    auto const all = s;
    halve(s);
    CHECK(s == std::vector{all[0], all[2], all[3], all[4], all[6]});

    auto even = samples({5, 1, 9, 2});
    auto const all_even = even;
    halve(even);
    CHECK(even == std::vector{all_even[0], all_even[2]});
}

TEST_CASE("halving: NaN is never the largest") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    auto s = samples({nan, 7, nan, nan, 1, nan});
    halve(s);
    REQUIRE(s.size() == 4);
    CHECK(s[1].value == 7);
    CHECK(s[1].at == origin + period);
    CHECK(s[3].value == 1);

    auto nothing = samples({nan, nan, nan});
    halve(nothing);
    CHECK(nothing.size() == 2);
    auto none = samples({});
    halve(none);
    CHECK(none.empty());
}
