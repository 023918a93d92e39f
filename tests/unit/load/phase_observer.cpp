#include "phase_observer.hpp"

#include <wasmbench/stats/random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <cmath>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::load;
using namespace wasmbench::load::detail;
using namespace std::chrono_literals;

namespace {

LoadOptions with_precision() {
    LoadOptions o;
    o.stop.duration = 1h;
    o.stop.precision = Precision{0.5, 0.05, 0.95};
    return o;
}

Published tenth_of_a_second(stats::Xoshiro256& random, double factor) {
    Published p;
    for (int i = 0; i < 500; ++i) {
        auto const u = static_cast<double>(stats::uniform_below(random, 1'000'000) + 1) * 1e-6;
        p.batch.record(static_cast<std::uint64_t>(factor * 1e6 * (1 - std::log(u))));
    }
    p.counts.ok = 500;
    return p;
}

} // namespace

TEST_CASE("a percentile that is known well enough ends a phase") {
    auto const options = with_precision();
    Phase phase({}, nullptr);
    PhaseObserver observer(options, phase);
    stats::Xoshiro256 random(1);
    int looks = 0;
    while (!phase.stopped && looks < 2000) {
        observer.look(tenth_of_a_second(random, 1), SteadyClock::now());
        ++looks;
    }
    CHECK(phase.stopped);
    CHECK(phase.stop_reason == Ending::precise);
    CHECK(looks >= 10);
}

TEST_CASE("times that drift are never known well enough") {
    auto const options = with_precision();
    Phase phase({}, nullptr);
    PhaseObserver observer(options, phase);
    stats::Xoshiro256 random(1);
    for (int i = 0; i < 1000; ++i)
        observer.look(tenth_of_a_second(random, std::pow(1.01, i % 400)), SteadyClock::now());
    CHECK_FALSE(phase.stopped);
}

TEST_CASE("a phase without answers is not looked at") {
    auto const options = with_precision();
    Phase phase({}, nullptr);
    PhaseObserver observer(options, phase);
    for (int i = 0; i < 100; ++i) observer.look(Published(), SteadyClock::now());
    CHECK_FALSE(phase.stopped);
}

TEST_CASE("an error budget is used up by its share, not before there is enough to judge") {
    LoadOptions options;
    options.stop.errors = ErrorBudget{0.1, 100};
    Phase phase({}, nullptr);
    PhaseObserver observer(options, phase);
    auto look = [&](std::uint64_t ok, std::uint64_t failed) {
        Published p;
        p.counts.ok = ok;
        p.counts.error(ErrorClass::bad_status) = failed;
        observer.look(p, SteadyClock::now());
        return phase.stopped.load();
    };
    CHECK_FALSE(look(0, 99));
    CHECK_FALSE(look(90, 10));
    CHECK(look(89, 11));
    CHECK(phase.stop_reason == Ending::too_many_errors);
}

TEST_CASE("the progress has the rate since the look before") {
    std::vector<LoadProgress> told;
    LoadOptions options;
    options.progress = [&](LoadProgress const& p) { told.push_back(p); };
    Phase phase({}, nullptr);
    phase.start = SteadyClock::now();
    PhaseObserver observer(options, phase);
    auto look = [&](std::uint64_t ok, Duration after) {
        Published p;
        p.counts.ok = ok;
        observer.look(p, phase.start + after);
    };
    look(100, 1s);
    look(300, 2s);
    REQUIRE(told.size() == 2);
    CHECK(told[1].elapsed == 2s);
    CHECK(std::abs(told[1].rate - 200) < 1e-6);
}
