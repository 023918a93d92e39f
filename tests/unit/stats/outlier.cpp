#include "samples.hpp"

#include <wasmbench/stats/outlier.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinRel;

TEST_CASE("Tukey's fences lie 1.5 and 3 quartile distances outside the quartiles") {
    // numpy.quantile(skewed, [.25, .75]) = 5.725, 31.2: the distance is 25.475.
    TukeyFences const fences = tukey_fences(wasmbench::testing::samples::skewed);
    CHECK_THAT(fences.inner_low, WithinRel(5.725 - 1.5 * 25.475, 1e-12));
    CHECK_THAT(fences.inner_high, WithinRel(31.2 + 1.5 * 25.475, 1e-12));
    CHECK_THAT(fences.outer_low, WithinRel(5.725 - 3.0 * 25.475, 1e-12));
    CHECK_THAT(fences.outer_high, WithinRel(31.2 + 3.0 * 25.475, 1e-12));
}

TEST_CASE("a value on a fence is inside it") {
    TukeyFences const fences{-6.0, -3.0, 3.0, 6.0};
    CHECK(fences.classify(0.0) == Outlier::none);
    CHECK(fences.classify(3.0) == Outlier::none);
    CHECK(fences.classify(-3.0) == Outlier::none);
    CHECK(fences.classify(3.1) == Outlier::mild);
    CHECK(fences.classify(-3.1) == Outlier::mild);
    CHECK(fences.classify(6.0) == Outlier::mild);
    CHECK(fences.classify(-6.0) == Outlier::mild);
    CHECK(fences.classify(6.1) == Outlier::severe);
    CHECK(fences.classify(-6.1) == Outlier::severe);
}

TEST_CASE("outliers are counted by side and degree") {
    // Quartiles 4 and 8 (positions 4 and 12 of 0..16): inner fences -2 and 14, outer fences -8 and 20.
    std::vector<double> const values{-9, -3, -2.5, 3, 4, 5, 5, 6, 6, 6, 7, 7, 8, 15, 20, 21, 30};
    OutlierCounts const counts = count_outliers(values);
    CHECK(counts == OutlierCounts{.mild_low = 2, .mild_high = 2, .severe_low = 1, .severe_high = 2});
    CHECK(counts.mild() == 4);
    CHECK(counts.severe() == 3);
}

TEST_CASE("equal values have no outliers") {
    CHECK(count_outliers(std::vector<double>(5, 2.0)) == OutlierCounts{});
}
