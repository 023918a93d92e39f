#include "samples.hpp"

#include <wasmbench/stats/hodges_lehmann.hpp>
#include <wasmbench/stats/quantile.hpp>
#include <wasmbench/stats/stopping.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::ContainsSubstring;
namespace samples = wasmbench::testing::samples;

namespace {

/// Gives values to the rule until it has enough, and returns them.
std::vector<double> run(StoppingRule& rule, std::function<double()> const& next, std::size_t most = 50'000) {
    std::vector<double> values;
    while (!rule.satisfied() && values.size() < most) {
        values.push_back(next());
        rule.add(values.back());
    }
    return values;
}

/// Logistic noise, about normal with standard deviation 1.8.
std::function<double()> noise(Xoshiro256& engine) {
    return [&engine] { return samples::logistic(engine, 1).front(); };
}

/// Each value carries on 70 % of the one before it.
std::function<double()> persistent(Xoshiro256& engine) {
    return [&engine, x = 0.0]() mutable { return x = 0.7 * x + samples::logistic(engine, 1).front(); };
}

} // namespace

TEST_CASE("stopping: equal values are enough at the first look after the pilot") {
    auto const rule = stop_at_quantile(0.5, {0.05, 0.95, 12});
    CHECK(run(*rule, [] { return 3.0; }).size() == 14);
    CHECK(rule->interval() == Interval{3, 3, 0.95});
    CHECK(rule->estimate() == 3);
    // Of zeros too, to which nothing is relative.
    CHECK(run(*stop_at_quantile(0.5, {0.05, 0.95, 12}), [] { return 0.0; }).size() == 14);
}

TEST_CASE("stopping: one value is looked at and is not enough") {
    for (auto const& rule : {stop_at_quantile(0.5, {0.5, 0.95, 1}), stop_at_paired_ratio({0.5, 0.95, 1})}) {
        rule->add(2);
        CHECK_FALSE(rule->satisfied());
        CHECK(rule->interval() == std::nullopt);
        CHECK(rule->count() == 1);
        run(*rule, [] { return 2.0; });
        CHECK(rule->satisfied());
        CHECK(rule->count() < 20);
    }
}

TEST_CASE("stopping: after the stop nothing changes") {
    auto const rule = stop_at_paired_ratio({0.05, 0.95, 12});
    run(*rule, [] { return 0.5; });
    auto const interval = rule->interval();
    for (int i = 0; i < 1000; ++i) rule->add(7);
    CHECK(rule->satisfied());
    CHECK(rule->count() == 14);
    CHECK(rule->interval() == interval);
    CHECK(rule->estimate() == std::exp(0.5));
}

TEST_CASE("stopping: alternating values stop on the interval of the functions for one sample") {
    // Values that are not positively correlated are worth their number; the error of the first look is 3.75
    // %.
    double sign = 1;
    double size = 0;
    auto const next = [&] { return sign = -sign, size = std::fmod(size + 0.37, 1.0), 10 + sign * size; };
    auto const quantiles = stop_at_quantile(0.5, {0.09, 0.95, 30});
    auto const values = run(*quantiles, next);
    REQUIRE(values.size() < 64);
    auto const expected = quantile_interval(sorted_copy(values), 0.5, 0.9625);
    CHECK(quantiles->interval()->low == expected->low);
    CHECK(quantiles->interval()->high == expected->high);
    CHECK(quantiles->interval()->confidence == 0.95);

    auto const ratio = stop_at_paired_ratio({0.04, 0.95, 20});
    auto const logs = run(*ratio, [&] { return next() / 100; });
    REQUIRE(logs.size() < 64);
    auto const centre = hodges_lehmann_location(logs, 0.9625);
    CHECK(std::abs(ratio->interval()->low - std::exp(centre.interval->low)) < 1e-12);
    CHECK(std::abs(ratio->interval()->high - std::exp(centre.interval->high)) < 1e-12);
    CHECK(ratio->estimate() == std::exp(centre.estimate));
}

TEST_CASE("stopping: the goal is kept, and more is asked for by a narrower one") {
    Xoshiro256 engine(1);
    std::size_t last = 0;
    for (double const width : {0.1, 0.05, 0.02}) {
        auto const rule = stop_at_quantile(0.5, {width, 0.95, 12});
        run(*rule, [&, z = noise(engine)] { return std::exp(0.2 * z()); });
        REQUIRE(rule->satisfied());
        CHECK(rule->interval()->width() <= 2 * width * rule->estimate());
        CHECK(rule->interval()->contains(rule->estimate()));
        CHECK(rule->count() > last);
        last = rule->count();
    }
}

TEST_CASE("stopping: nothing is concluded from too little") {
    auto const rule = stop_at_quantile(0.99, {0.05, 0.95, 12});
    CHECK_FALSE(rule->interval());
    CHECK(std::isnan(rule->estimate()));
    CHECK(rule->count() == 0);
    // p99 has no interval from fewer than 299 values.
    Xoshiro256 engine(2);
    for (int i = 0; i < 299; ++i) {
        rule->add(100 + samples::logistic(engine, 1).front());
        REQUIRE_FALSE(rule->satisfied());
    }
    CHECK_FALSE(rule->interval());
    run(*rule, [&] { return 100 + samples::logistic(engine, 1).front(); });
    CHECK(rule->satisfied());
}

TEST_CASE("stopping: before the stop an interval is wider than an ordinary one") {
    Xoshiro256 engine(3);
    auto const values = samples::logistic(engine, 400);
    auto const rule = stop_at_paired_ratio({0.001, 0.95, 12});
    for (double v : values) rule->add(v);
    REQUIRE_FALSE(rule->satisfied());
    auto const ordinary = hodges_lehmann_location(values, 0.95);
    CHECK(rule->interval()->low < std::exp(ordinary.interval->low));
    CHECK(rule->interval()->high > std::exp(ordinary.interval->high));
    CHECK(rule->interval()->confidence == 0.95);
}

TEST_CASE("stopping: values that depend on each other are worth fewer") {
    auto const check = [](auto const& make, double centre, double scatter) {
        double independent = 0;
        double dependent = 0;
        for (unsigned seed = 0; seed < 10; ++seed) {
            Xoshiro256 engine(seed);
            auto const rule = make();
            run(*rule, [&, z = noise(engine)] { return centre + scatter * z(); });
            independent += static_cast<double>(rule->count());
            auto const other = make();
            // The same standard deviation: sqrt(1 - 0.7^2).
            run(*other, [&, z = persistent(engine)] { return centre + 0.714 * scatter * z(); });
            dependent += static_cast<double>(other->count());
        }
        CHECK(dependent > 2.5 * independent); // (1 + 0.7) / (1 - 0.7) = 5.7 for a mean
    };
    check([] { return stop_at_paired_ratio({0.02, 0.95, 12}); }, 0, 0.1);
    check([] { return stop_at_quantile(0.5, {0.02, 0.95, 12}); }, 10, 1);
}

TEST_CASE("stopping: a drift is no precision") {
    Xoshiro256 engine(4);
    auto const rule = stop_at_quantile(0.5, {0.05, 0.95, 12});
    double drift = 1;
    run(
        *rule, [&, z = noise(engine)] { return (drift *= 1.02) * std::exp(0.02 * z()); }, 5000);
    CHECK_FALSE(rule->satisfied());
}

TEST_CASE("stopping: the intervals cover although the runs stopped on them") {
    int covered = 0;
    constexpr int runs = 600;
    for (unsigned seed = 0; seed < runs; ++seed) {
        Xoshiro256 engine(seed);
        auto const rule = stop_at_paired_ratio({0.05, 0.9, 12});
        run(*rule, [&, z = noise(engine)] { return 0.4 + 0.1 * z(); });
        covered += rule->interval()->contains(std::exp(0.4)) ? 1 : 0;
    }
    // 90 % less 2.5 standard errors.
    CHECK(covered >= runs * 0.87);
}

TEST_CASE("stopping: a decision takes what it needs") {
    auto const count = [](double ratio, double margin) {
        double sum = 0;
        for (unsigned seed = 0; seed < 20; ++seed) {
            Xoshiro256 engine(seed);
            auto const rule = stop_at_decision({0.005, 0.95, 12}, margin);
            run(*rule, [&, z = noise(engine)] { return std::log(ratio) + 0.05 * z(); });
            REQUIRE(rule->satisfied());
            auto const interval = *rule->interval();
            bool const above = interval.low > 1 + margin;
            bool const below = interval.high < 1 / (1 + margin);
            bool const inside = interval.low > 1 / (1 + margin) && interval.high < 1 + margin;
            bool const narrow = interval.width() <= 2 * 0.005 * rule->estimate();
            CHECK((above || below || inside || narrow));
            sum += static_cast<double>(rule->count());
        }
        return sum / 20;
    };
    double const narrow = count(1.05, 0.05); // at the edge only the width ends it
    CHECK(count(2.0, 0.05) == 12);
    CHECK(count(0.5, 0.05) == 12);
    CHECK(count(1.15, 0.05) < narrow / 4);
    CHECK(count(1.0, 0.05) < narrow / 4);
    CHECK(count(1.0, 0.0) > narrow / 2); // no band to lie in
    CHECK(count(1.2, 0.0) < narrow / 4);
}

TEST_CASE("stopping: what means nothing is refused") {
    auto const refused = [](auto call, char const* text) {
        CHECK_THROWS_AS(call(), std::invalid_argument);
        CHECK_THROWS_WITH(call(), ContainsSubstring(text));
    };
    for (double const q : {0.0, 1.0, std::nan("")})
        refused([=] { (void)stop_at_quantile(q, {}); }, "stop_at_quantile: argument 'q' is");
    for (double const width : {0.0, 1.0, std::nan("")})
        refused(
            [=] {
                (void)stop_at_paired_ratio({width, 0.95, 12});
            },
            "stop_at_paired_ratio: argument 'relative_half_width' is");
    refused([] { (void)stop_at_paired_ratio({0.05, 1, 12}); }, "argument 'confidence' is 1;");
    for (double const margin : {-0.01, 1.0, std::nan("")})
        refused([=] { (void)stop_at_decision({}, margin); }, "stop_at_decision: argument 'margin' is");
    auto const rule = stop_at_paired_ratio({});
    refused([&] { rule->add(std::numeric_limits<double>::infinity()); },
        "stop_at_paired_ratio: argument 'value' holds inf");
    CHECK(rule->count() == 0);
}
