#include "samples.hpp"

#include <wasmbench/stats/summary.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinRel;
namespace samples = wasmbench::testing::samples;

// numpy.mean, numpy.std(ddof=1), numpy.median, scipy.stats.median_abs_deviation, numpy.quantile of `skewed`.
TEST_CASE("summarize agrees with NumPy and SciPy, whatever the order of the values") {
    std::vector<double> values = samples::skewed;
    std::swap(values.front(), values.back());
    std::swap(values[2], values[6]);
    Summary const summary = summarize(values);
    CHECK(summary.n == 10);
    CHECK(summary.min == 2.5);
    CHECK(summary.max == 120.3);
    CHECK_THAT(summary.mean, WithinRel(28.12, 1e-12));
    CHECK_THAT(summary.standard_deviation, WithinRel(36.26776346380717, 1e-12));
    CHECK_THAT(summary.median, WithinRel(15.55, 1e-12));
    CHECK_THAT(summary.mad, WithinRel(11.65, 1e-12));
    CHECK_THAT(summary.p25, WithinRel(5.725, 1e-12));
    CHECK_THAT(summary.p75, WithinRel(31.2, 1e-12));
    CHECK_THAT(summary.p90, WithinRel(61.62, 1e-12));
    CHECK_THAT(summary.p95, WithinRel(90.96, 1e-12));
    CHECK_THAT(summary.p99, WithinRel(114.432, 1e-12));
    CHECK(summary.confidence == 0.95);
    REQUIRE(summary.median_interval);
    CHECK(summary.median_interval->low == 3.1);
    CHECK(summary.median_interval->high == 55.1);
    CHECK_FALSE(summary.p90_interval);
    CHECK(
        summary.outliers == OutlierCounts{.mild_low = 0, .mild_high = 0, .severe_low = 0, .severe_high = 1});
}

TEST_CASE("each quantile gets its interval as soon as n allows, and its own") {
    auto available = [](unsigned n) {
        Summary const summary = summarize(samples::ramp(n, 1.0, 1.0));
        return std::array<bool, 4>{summary.median_interval.has_value(), summary.p90_interval.has_value(),
            summary.p95_interval.has_value(), summary.p99_interval.has_value()};
    };
    CHECK(available(5) == std::array<bool, 4>{false, false, false, false});
    CHECK(available(6) == std::array<bool, 4>{true, false, false, false});
    CHECK(available(29) == std::array<bool, 4>{true, true, false, false});
    CHECK(available(59) == std::array<bool, 4>{true, true, true, false});
    CHECK(available(299) == std::array<bool, 4>{true, true, true, true});

    Summary const summary = summarize(samples::ramp(400, 1.0, 1.0), 0.9);
    CHECK(summary.confidence == 0.9);
    CHECK(summary.median_interval->contains(200.5));
    CHECK(summary.p90_interval->contains(360.5));
    CHECK(summary.p95_interval->contains(380.5));
    CHECK(summary.p99_interval->contains(396.5));
    CHECK_FALSE(summary.p99_interval->overlaps(*summary.p90_interval));
    CHECK(
        summary.median_interval->width() < summarize(samples::ramp(400, 1.0, 1.0)).median_interval->width());
}

TEST_CASE("one value is its own summary and has no spread to speak of") {
    Summary const summary = summarize(std::array<double, 1>{4.0});
    CHECK(summary.mean == 4.0);
    CHECK(summary.median == 4.0);
    CHECK(summary.mad == 0.0);
    CHECK(std::isnan(summary.standard_deviation));
    CHECK_FALSE(summary.median_interval);
}

// NIST Statistical Reference Datasets, univariate: NumAcc1 to NumAcc4. By construction the mean is the first
// value and the standard deviation 1 (NumAcc1) or 0.1. What can be reached is bounded by the rounding of the
// data: values near 10^7 are held to 2e-9, which leaves 8 digits of a deviation of 0.1.
TEST_CASE("mean and standard deviation have the certified values of the NIST reference data") {
    Summary const first = summarize(std::array<double, 3>{10000001, 10000003, 10000002});
    CHECK(first.mean == 10000002.0);
    CHECK(first.standard_deviation == 1.0);

    struct Row {
        double mean, precision;
    };
    for (Row const& row : {Row{1.2, 1e-14}, Row{1000000.2, 1e-9}, Row{10000000.2, 1e-8}}) {
        std::vector<double> values{row.mean};
        for (int i = 0; i < 500; ++i) {
            values.push_back(row.mean - 0.1);
            values.push_back(row.mean + 0.1);
        }
        Summary const summary = summarize(values);
        CHECK_THAT(summary.mean, WithinRel(row.mean, 1e-15));
        CHECK_THAT(summary.standard_deviation, WithinRel(0.1, row.precision));
    }
}
