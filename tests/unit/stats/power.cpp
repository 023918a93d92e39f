#include "samples.hpp"

#include <wasmbench/stats/paired_ratio.hpp>
#include <wasmbench/stats/power.hpp>
#include <wasmbench/stats/student.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinAbs;
namespace samples = wasmbench::testing::samples;

// statsmodels.stats.power.TTestPower().power(effect, n, alpha), statsmodels 0.15.0; R: power.t.test(n,
// effect, 1, alpha, type = "paired", strict = TRUE)
TEST_CASE("power agrees with statsmodels") {
    auto const check = [](double effect, std::size_t n, double alpha, double expected) {
        CHECK_THAT(power_of(1, n, std::exp(effect), 1 - alpha), WithinAbs(expected, 1e-9));
    };
    check(0.5, 12, 0.05, 0.3528241493273385);
    check(0.2, 100, 0.05, 0.508264806621038);
    check(1.0, 20, 0.01, 0.9324953716898586);
    check(0.01, 50, 0.05, 0.05055088079429127);
}

// d = abs(log(ratio))/s*sqrt(n); t = scipy.stats.t.isf((1-c)/2, n-1)
// scipy.stats.nct.sf(t, n-1, d) + scipy.stats.nct.cdf(-t, n-1, d) (SciPy 1.17.1)
TEST_CASE("power of ratios agrees with SciPy") {
    CHECK_THAT(power_of(0.05, 12, 1.03, 0.95), WithinAbs(0.46368772567086874, 1e-9));
    CHECK_THAT(power_of(0.01, 20, 1.01, 0.95), WithinAbs(0.9879495277918758, 1e-9));
    CHECK_THAT(power_of(0.1, 200, 0.98, 0.99), WithinAbs(0.6015807200625565, 1e-9));
}

// scipy.optimize.brentq and a search for the smallest n over the power above
TEST_CASE("detectable ratio and pairs needed agree with SciPy") {
    CHECK_THAT(detectable_ratio(0.05, 12, 0.9, 0.95), WithinAbs(1.0528213647186748, 1e-9));
    CHECK_THAT(detectable_ratio(0.02, 50, 0.8, 0.99), WithinAbs(1.0100571724740166, 1e-9));
    CHECK(pairs_needed(0.05, 1.02, 0.9, 0.95) == 69);
    CHECK(pairs_needed(0.05, 1.05, 0.9, 0.95) == 14);
    CHECK(pairs_needed(0.2, 1.01, 0.8, 0.95) == 3173);
    CHECK(pairs_needed(0.01, 1.5, 0.9, 0.95) == 6);
}

TEST_CASE("power: the three functions are inverse to each other") {
    double const ratio = detectable_ratio(0.07, 25, 0.8);
    CHECK_THAT(power_of(0.07, 25, ratio), WithinAbs(0.8, 1e-9));
    CHECK_THAT(power_of(0.07, 25, 1 / ratio), WithinAbs(0.8, 1e-9));
    CHECK_THAT(power_of(0.07, 25, 1), WithinAbs(0.05, 1e-9));
    CHECK(pairs_needed(0.07, ratio * 1.0001, 0.8) == 25);
    CHECK(pairs_needed(0.07, ratio * 0.9999, 0.8) == 26);
    CHECK(power_of(1e-6, 10, 2) == 1);
    CHECK(pairs_needed(1e-6, 2) == 6);
}

TEST_CASE("scatter: that of normal values, whatever the odd pair") {
    Xoshiro256 engine(1);
    auto values = samples::logistic(engine, 2000); // standard deviation 1.814
    CHECK_THAT(*log_ratio_scatter(values), WithinAbs(1.8, 0.1));
    for (std::size_t i = 0; i < 20; ++i) values[i] = 1000;
    CHECK_THAT(*log_ratio_scatter(values), WithinAbs(1.8, 0.2));
    CHECK_FALSE(log_ratio_scatter(std::vector<double>{1, 2, 3, 4, 5}));
    CHECK(log_ratio_scatter(std::vector<double>(7, 0.25)) == 0);
}

TEST_CASE("power: the promised share of runs finds the ratio") {
    Xoshiro256 engine(2);
    constexpr std::size_t pairs = 30;
    double const scatter = *log_ratio_scatter(samples::logistic(engine, 20'000));
    double const ratio = detectable_ratio(scatter, pairs, 0.8);
    int found = 0;
    constexpr int runs = 500;
    for (int i = 0; i < runs; ++i) {
        auto values = samples::logistic(engine, pairs);
        for (double& v : values) v += std::log(ratio);
        found += hodges_lehmann_location(values).interval->contains(0) ? 0 : 1;
    }
    CHECK_THAT(found / static_cast<double>(runs), WithinAbs(0.8, 0.06));
}
