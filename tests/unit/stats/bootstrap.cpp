#include "samples.hpp"

#include <wasmbench/stats/bootstrap.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinAbs;
namespace samples = wasmbench::testing::samples;

namespace {

double mean(std::span<double const> values) {
    double sum = 0.0;
    for (double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

/// Divisor n, as in the book's example.
double plug_in_variance(std::span<double const> values) {
    double const centre = mean(values);
    double squares = 0.0;
    for (double value : values) squares += (value - centre) * (value - centre);
    return squares / static_cast<double>(values.size());
}

double median(std::span<double const> values) {
    return quantile(sorted_copy(values), 0.5);
}

} // namespace

// Efron and Tibshirani (1993), section 14.3: variance of test A, 90 %: estimate 171.5, a = 0.061, z0 = 0.146,
// interval (115.8, 259.6). Estimate and a are free of chance. The rest came from 2,000 resamples of their
// own, good to about 2 % of the width; a = 0.061 to its three digits.
TEST_CASE("BCa gives the book's interval for its example") {
    BcaBootstrap const result = bca_bootstrap(samples::spatial_a, plug_in_variance, 1, 0.90, 20000);
    CHECK_THAT(result.estimate, WithinAbs(171.5, 0.05));
    CHECK_THAT(result.acceleration, WithinAbs(0.061, 0.0005));
    CHECK_THAT(result.bias_correction, WithinAbs(0.146, 0.05));
    CHECK_THAT(result.interval.low, WithinAbs(115.8, 3.0));
    CHECK_THAT(result.interval.high, WithinAbs(259.6, 5.0));
    CHECK(result.interval.confidence == 0.90);
}

// The resamples drawn in Python by a separate implementation of the engine, then
// scipy.stats.bootstrap((data,), statistic, n_resamples=0, method='BCa', confidence_level=...,
// bootstrap_result=
//     SimpleNamespace(bootstrap_distribution=drawn)).confidence_interval                      (SciPy 1.17)
TEST_CASE("BCa agrees with SciPy on the same resamples") {
    SECTION("variance") {
        BcaBootstrap const result = bca_bootstrap(samples::spatial_a, plug_in_variance, 7, 0.90, 2000);
        CHECK_THAT(result.estimate, WithinAbs(171.53402366863904, 1e-9));
        CHECK_THAT(result.bias_correction, WithinAbs(0.18401715116197948, 1e-9));
        CHECK_THAT(result.acceleration, WithinAbs(0.06124011981230745, 1e-9));
        CHECK_THAT(result.interval.low, WithinAbs(116.49381768650234, 1e-9));
        CHECK_THAT(result.interval.high, WithinAbs(263.3633206654674, 1e-9));
    }
    SECTION("median, with many resamples equal to the estimate") {
        BcaBootstrap const result = bca_bootstrap(samples::spatial_a, median, 7, 0.95, 2000);
        CHECK_THAT(result.bias_correction, WithinAbs(-0.04576193308923257, 1e-9));
        CHECK(result.acceleration == 0.0);
        CHECK(result.interval == Interval{24.0, 41.0, 0.95});
    }
}

TEST_CASE("the seed alone decides the resamples") {
    auto run = [](std::uint64_t seed) {
        return bca_bootstrap(samples::skewed, mean, seed, 0.95, 500).interval;
    };
    CHECK(run(3) == run(3));
    CHECK_FALSE(run(3) == run(4));
}

TEST_CASE("a statistic that never varies has an interval of width 0") {
    std::vector<double> const equal(8, 2.5);
    BcaBootstrap const result = bca_bootstrap(equal, mean, 1, 0.95, 200);
    CHECK(result.interval == Interval{2.5, 2.5, 0.95});
    CHECK(result.acceleration == 0.0);
    CHECK(result.bias_correction == 0.0);
}

TEST_CASE("an estimate beyond all its resamples still has a finite interval") {
    // The number of different values: no resample of distinct values has more, nearly all have fewer.
    auto distinct = [](std::span<double const> values) {
        auto const sorted = sorted_copy(values);
        double count = 1.0;
        for (std::size_t i = 1; i < sorted.size(); ++i) count += sorted[i] != sorted[i - 1] ? 1.0 : 0.0;
        return count;
    };
    BcaBootstrap const result = bca_bootstrap(samples::ramp(40, 1.0, 0.0), distinct, 1, 0.95, 300);
    CHECK(result.estimate == 40.0);
    CHECK_THAT(result.bias_correction, WithinAbs(2.714154434206178, 1e-9)); // scipy.stats.norm.ppf(300/301)
    CHECK(result.interval.low <= result.interval.high);
    CHECK(result.interval.high <= 40.0);
}

TEST_CASE("the correction has its limit where the acceleration takes all") {
    CHECK(detail::bca_level(0.0, 0.6, 1.96) == 1.0);
    CHECK(detail::bca_level(0.0, -0.6, -1.96) == 0.0);
    CHECK_THAT(detail::bca_level(0.0, 0.0, -1.959963984540054), WithinAbs(0.025, 1e-12));
}

TEST_CASE("a statistic that fails is named") {
    auto nothing = [](std::span<double const>) { return std::numeric_limits<double>::quiet_NaN(); };
    CHECK_THROWS_AS(bca_bootstrap(samples::skewed, nothing, 1), std::invalid_argument);
    auto fails = [](std::span<double const>) -> double { throw std::runtime_error("mine"); };
    CHECK_THROWS_AS(bca_bootstrap(samples::skewed, fails, 1), std::runtime_error);
}
