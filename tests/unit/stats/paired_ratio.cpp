#include "samples.hpp"

#include <wasmbench/stats/paired_ratio.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinRel;
namespace samples = wasmbench::testing::samples;

// d = log(x) - log(y); w = sorted((d[i]+d[j])/2 for i <= j); exp of numpy.median(w), w[5], w[39];
// scipy.stats.wilcoxon(d, method='exact').pvalue = 0.0546875
TEST_CASE("paired ratio: median of the Walsh averages of the log ratios") {
    PairedRatio const result = paired_ratio(samples::depression_second, samples::depression_first);
    CHECK_THAT(result.ratio, WithinRel(1.3846838219248514, 1e-12));
    REQUIRE(result.interval);
    CHECK_THAT(result.interval->low, WithinRel(0.9909978452920198, 1e-12));
    CHECK_THAT(result.interval->high, WithinRel(1.986968511867785, 1e-12));
    CHECK_THAT(result.interval->confidence, WithinRel(0.9609375, 1e-12));
    CHECK_THAT(result.test.p_value, WithinRel(0.0546875, 1e-12));
}

TEST_CASE("paired ratio: exchanging the sides gives the reciprocal") {
    PairedRatio const one = paired_ratio(samples::depression_second, samples::depression_first);
    PairedRatio const other = paired_ratio(samples::depression_first, samples::depression_second);
    CHECK_THAT(other.ratio, WithinRel(1.0 / one.ratio, 1e-12));
    CHECK_THAT(other.interval->low, WithinRel(1.0 / one.interval->high, 1e-12));
    CHECK_THAT(other.interval->high, WithinRel(1.0 / one.interval->low, 1e-12));
}

TEST_CASE("paired ratio: what slows both sides of a block does not show") {
    Xoshiro256 engine(9);
    std::vector<double> baseline;
    std::vector<double> candidate;
    for (double block : samples::exponential(engine, 20)) {
        double const noise = 1.0 + 0.01 * (uniform_unit(engine) - 0.5);
        baseline.push_back(1.0 + 100.0 * block); // blocks differ by a factor of hundreds
        candidate.push_back(baseline.back() * 1.05 * noise);
    }
    PairedRatio const result = paired_ratio(baseline, candidate);
    REQUIRE(result.interval);
    CHECK(result.interval->contains(1.05));
    CHECK(result.interval->width() < 0.01);
    CHECK(result.test.p_value < 0.001);
}

TEST_CASE("paired ratio: five pairs give an estimate without an interval") {
    PairedRatio const result = paired_ratio(samples::ramp(5, 1.0, 1.0), samples::ramp(5, 2.0, 2.0));
    CHECK_THAT(result.ratio, WithinRel(2.0, 1e-12));
    CHECK_FALSE(result.interval);
}

TEST_CASE("paired ratio: the level that was asked for is the one that is used") {
    PairedRatio const narrow = paired_ratio(samples::depression_second, samples::depression_first, 0.8);
    PairedRatio const wide = paired_ratio(samples::depression_second, samples::depression_first, 0.99);
    REQUIRE(narrow.interval);
    REQUIRE(wide.interval);
    CHECK(narrow.interval->confidence >= 0.8);
    CHECK(narrow.interval->confidence < 0.9);
    CHECK(wide.interval->confidence >= 0.99);
    CHECK(narrow.interval->width() < wide.interval->width());
}

TEST_CASE("paired ratio: one wild pair moves the estimate little, and from 12 pairs on the interval too") {
    for (unsigned pairs : {8U, 12U}) {
        CAPTURE(pairs);
        std::vector<double> const baseline(pairs, 1.0);
        std::vector<double> candidate = samples::ramp(pairs, 0.001, 1.10); // 1.100, 1.101, ...
        candidate[pairs / 2] *= 3.0;
        PairedRatio const result = paired_ratio(baseline, candidate);
        CHECK_THAT(result.ratio, WithinRel(1.105, 0.01));
        REQUIRE(result.interval);
        CHECK((result.interval->width() < 0.02) == (pairs >= 12));
    }
}
