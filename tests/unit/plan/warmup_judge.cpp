#include "plan/warmup_judge.hpp"

#include <wasmbench/stats/random.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <functional>

using namespace wasmbench;
using namespace wasmbench::plan;

namespace {

struct Outcome {
    std::uint64_t batches = 0;
    std::uint64_t requests = 0;
    bool stable = false;
};

/// Feeds the medians that `median(batch)` gives until the judge wants no more; a batch takes `seconds`.
Outcome run(WarmupUntilStable const& policy, std::function<double(std::uint64_t)> const& median, double seconds = 0) {
    WarmupJudge judge(policy);
    Outcome out;
    while (!judge.over()) {
        auto const requests = judge.next_batch();
        REQUIRE(requests > 0);
        auto const value = median(out.batches);
        ++out.batches;
        judge.add(value, requests, static_cast<double>(out.batches) * seconds);
    }
    out.requests = judge.requests();
    out.stable = judge.stable();
    return out;
}

WarmupUntilStable const usual{20, 5, 0.05, 2000, 10};

} // namespace

TEST_CASE("a service that is warm from the beginning needs one window of batches") {
    auto const o = run(usual, [](std::uint64_t) { return 1e-3; });
    CHECK(o.stable);
    CHECK(o.batches == 5);
    CHECK(o.requests == 100);
}

TEST_CASE("medians that agree within the share are stable, a little more is not yet") {
    auto const alternating = [](double share) {
        return [share](std::uint64_t i) { return i % 2 == 0 ? 1.0 : 1.0 + share; };
    };
    CHECK(run(usual, alternating(0.049)).batches == 5);
    auto const o = run(usual, alternating(0.06)); // never agrees, has no trend
    CHECK(o.stable);
    CHECK(o.batches == 10);
}

TEST_CASE("a service that warms up is stable when it has, not before") {
    // Four times as long at first, a tenth of the excess gone with each batch: within 5 % from about batch 38 on.
    auto const warming = [](std::uint64_t i) { return 1 + 3 * std::pow(0.9, static_cast<double>(i)); };
    auto const o = run({20, 5, 0.05, 100'000, 10}, warming);
    CHECK(o.stable);
    CHECK(warming(o.batches - 5) - warming(o.batches - 1) <= 0.05 * warming(o.batches - 3));
    CHECK(warming(o.batches - 6) - warming(o.batches - 2) > 0.05 * warming(o.batches - 4));
}

TEST_CASE("a step is not stable while it lies in the window") {
    auto const o = run(usual, [](std::uint64_t i) { return i < 3 ? 5.0 : 1.0; });
    CHECK(o.stable);
    CHECK(o.batches == 8);
}

TEST_CASE("a service that gets slower and slower is never stable and ends at the cap") {
    auto const o = run(usual, [](std::uint64_t i) { return std::pow(1.1, static_cast<double>(i)); });
    CHECK_FALSE(o.stable);
    CHECK(o.requests == 2000);
}

TEST_CASE("the caps hold: requests to the last one, seconds by the batch") {
    auto const growing = [](std::uint64_t i) { return 1 + static_cast<double>(i); };
    CHECK(run({20, 5, 0.05, 50, 10}, growing).requests == 50); // 20, 20 and 10
    CHECK(run({20, 5, 0.05, 2000, 10}, growing, 3.0).batches == 4);
}

TEST_CASE("scatter without a trend is stable in time, scatter on a steep trend hardly ever") {
    int without = 0, with = 0;
    constexpr int runs = 200;
    for (int seed = 0; seed < runs; ++seed) {
        stats::Xoshiro256 engine(static_cast<std::uint64_t>(seed));
        auto const noise = [&] { return 1 + 0.2 * stats::uniform_unit(engine); };
        without += run(usual, [&](std::uint64_t) { return noise(); }).batches <= 30 ? 1 : 0;
        // Halves within the ten batches of the test: far from warm.
        WarmupJudge judge(usual);
        for (int i = 0; i < 10; ++i) judge.add(noise() * std::pow(0.93, i), 20, 0);
        with += judge.stable() ? 1 : 0;
    }
    CHECK(without >= runs * 9 / 10);
    CHECK(with <= runs / 20);
}
