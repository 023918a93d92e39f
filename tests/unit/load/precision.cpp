#include <wasmbench/core/error.hpp>
#include <wasmbench/load/precision.hpp>
#include <wasmbench/stats/random.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numbers>
#include <stdexcept>
#include <string>

using namespace wasmbench;
using namespace wasmbench::load;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr stats::HistogramRange range{1'000, 100'000'000'000U, 0.002};

class Random {
public:
    explicit Random(std::uint64_t seed)
        : engine_(seed) {}

    double uniform() { return stats::uniform_unit(engine_); }

    double normal() { // Box and Muller, one of the two
        double const radius = std::sqrt(-2 * std::log1p(-uniform()));
        return radius * std::cos(2 * std::numbers::pi * uniform());
    }

private:
    stats::Xoshiro256 engine_;
};

/// Normal numbers with this correlation between successive ones.
class Correlated {
public:
    Correlated(Random& random, double correlation)
        : random_(random)
        , correlation_(correlation)
        , state_(random.normal()) {}

    double operator()() {
        state_ = correlation_ * state_ + std::sqrt(1 - correlation_ * correlation_) * random_.normal();
        return state_;
    }

private:
    Random& random_;
    double correlation_;
    double state_;
};

constexpr double unit = 1e6; // ns
constexpr double normal_p99 = 2.3263478740408408;

struct Outcome {
    bool reached = false;
    double values = 0;
    PrecisionInterval interval;
};

Outcome run(Precision wanted, std::size_t per_interval, double most, std::function<double()> const& draw) {
    PrecisionMonitor monitor(wanted, range);
    Outcome o;
    while (!monitor.reached() && o.values < most) {
        stats::Histogram values(range);
        for (std::size_t i = 0; i < per_interval; ++i)
            values.record(static_cast<std::uint64_t>(unit * draw()));
        monitor.add_batch(values);
        o.values += static_cast<double>(per_interval);
    }
    o.reached = monitor.reached();
    if (auto const i = monitor.interval()) o.interval = *i;
    return o;
}

/// Runs that stopped with an interval that holds the truth.
int covered(
    int runs, double truth, double most, std::function<std::function<double()>(Random&)> const& source) {
    int good = 0;
    for (int seed = 0; seed < runs; ++seed) {
        Random random(static_cast<std::uint64_t>(seed));
        auto const o = run({}, 500, most, source(random));
        if (!o.reached) continue;
        CHECK(o.interval.relative_half_width() <= 0.05);
        good += o.interval.low <= truth * unit && truth * unit <= o.interval.high;
    }
    return good;
}

std::string refusal(Precision const& p) {
    try {
        PrecisionMonitor const monitor(p, range);
    } catch (Error const& e) {
        CHECK(e.code() == errc::invalid_option);
        return e.what();
    }
    return "accepted";
}

} // namespace

// Nominal is 95 %; 40 runs may miss 6 times, which a coverage of 95 % does once in 70 tests, and these seeds
// do not.
constexpr int runs = 40;
constexpr int enough = 34;

TEST_CASE("precision: independent lognormal values") {
    auto const lognormal = [](Random& r) { return [&r] { return std::exp(0.5 * r.normal()); }; };
    CHECK(covered(runs, std::exp(0.5 * normal_p99), 100'000, lognormal) >= enough);
}

TEST_CASE("precision: two modes") {
    // A twentieth is slow, so that the percentile is the slow mode's 80th.
    auto const bimodal = [](Random& r) {
        return [&r] { return r.uniform() < 0.95 ? 1 : 5 * std::exp(0.3 * r.normal()); };
    };
    CHECK(covered(runs, 5 * std::exp(0.3 * 0.8416212335729143), 100'000, bimodal) >= enough);
}

TEST_CASE("precision: a heavy tail") {
    auto const pareto = [](Random& r) { return [&r] { return std::pow(1 - r.uniform(), -0.5); }; };
    CHECK(covered(runs, 10, 400'000, pareto) >= enough);
}

TEST_CASE("precision: successive requests depend on each other") {
    for (double const correlation : {0.5, 0.9}) {
        CAPTURE(correlation);
        auto const source = [=](Random& r) {
            return [normal = Correlated(r, correlation)]() mutable { return std::exp(0.5 * normal()); };
        };
        CHECK(covered(runs, std::exp(0.5 * normal_p99), 400'000, source) >= enough);
    }
}

TEST_CASE("precision: correlation costs values, and shows in the effective size") {
    Random a(1);
    auto const independent = run({}, 500, 1e6, [&] { return std::exp(0.5 * a.normal()); });
    Random b(1);
    Correlated normal(b, 0.95);
    auto const dependent = run({}, 500, 1e6, [&] { return std::exp(0.5 * normal()); });
    REQUIRE(independent.reached);
    REQUIRE(dependent.reached);
    CHECK(independent.interval.effective_n > 0.4 * independent.values);
    CHECK(independent.interval.effective_n <= independent.values);
    CHECK(dependent.interval.effective_n < 0.4 * dependent.values);
    CHECK(dependent.values > 2 * independent.values);
}

TEST_CASE("precision: nothing is concluded from too little") {
    // Equal values could not be more precise; still 16 intervals and 50 values beyond the percentile are
    // wanted.
    auto const o = run({}, 100, 1e5, [] { return 1.0; });
    CHECK(o.reached);
    CHECK(o.values >= 5000);
    CHECK(run({0.5, 0.05, 0.95}, 100, 1e5, [] { return 1.0; }).values >= 1600);
    CHECK_FALSE(PrecisionMonitor({}, range).interval());
    CHECK_FALSE(run({}, 0, 0, [] { return 1.0; }).reached);
}

TEST_CASE("precision: an interval is given from the sixteenth batch on, when enough lies beyond the percentile") {
    auto const first_interval = [](Precision wanted, std::uint64_t per_batch) {
        PrecisionMonitor monitor(wanted, range);
        std::size_t batches = 0;
        while (!monitor.interval() && batches < 1000) {
            stats::Histogram values(range);
            values.record(1'000'000, per_batch);
            monitor.add_batch(values);
            ++batches;
        }
        return batches;
    };
    CHECK(first_interval({0.5, 0.05, 0.95}, 100) == 16);
    CHECK(first_interval({0.99, 0.05, 0.95}, 250) == 20); // a hundredth of 5,000 is 50
}

TEST_CASE("precision: a drift is not precise") {
    // The times double every 100 intervals.
    double t = 0;
    Random random(3);
    auto const o = run({}, 500, 500 * 600.0, [&] {
        t += 0.01 / 500;
        return std::exp(0.1 * random.normal()) * std::exp2(t);
    });
    CHECK_FALSE(o.reached);
}

TEST_CASE("precision: empty intervals are no harm, overflow has no upper end") {
    Random random(4);
    PrecisionMonitor monitor({}, range);
    for (int i = 0; i < 5000 && !monitor.reached(); ++i) {
        stats::Histogram values(range);
        for (int k = 0; k < (i % 3 == 0 ? 300 : 0); ++k)
            values.record(static_cast<std::uint64_t>(unit * std::exp(0.5 * random.normal())));
        monitor.add_batch(values);
    }
    CHECK(monitor.reached());

    PrecisionMonitor beyond({}, range);
    for (int i = 0; i < 200; ++i) {
        stats::Histogram values(range);
        values.record(1'000'000, 95);
        values.record(range.highest + 1, 5);
        beyond.add_batch(values);
    }
    CHECK_FALSE(beyond.reached());
    CHECK_FALSE(beyond.interval());
}

TEST_CASE("precision: what means nothing is refused") {
    CHECK_THAT(refusal({0, 0.05, 0.95}), ContainsSubstring("quantile = 0"));
    CHECK_THAT(refusal({1, 0.05, 0.95}), ContainsSubstring("quantile = 1"));
    CHECK_THAT(refusal({0.99, 0, 0.95}), ContainsSubstring("relative_half_width = 0"));
    CHECK_THAT(refusal({0.99, std::nan(""), 0.95}), ContainsSubstring("relative_half_width = nan"));
    CHECK_THAT(refusal({0.99, 0.05, 1}), ContainsSubstring("confidence = 1"));
    CHECK_THAT(refusal({0.99, 0.003, 0.95}), ContainsSubstring("twice the relative error"));
    PrecisionMonitor monitor({}, range);
    CHECK_THROWS_AS(monitor.add_batch(stats::Histogram()), std::invalid_argument);
}
