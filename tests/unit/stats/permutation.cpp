#include "samples.hpp"

#include <wasmbench/stats/permutation.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <array>
#include <limits>
#include <span>
#include <stdexcept>

using namespace wasmbench::stats;
using Catch::Matchers::WithinAbs;
namespace samples = wasmbench::testing::samples;

namespace {

double mean_difference(std::span<double const> baseline, std::span<double const> candidate) {
    auto mean = [](std::span<double const> values) {
        double sum = 0.0;
        for (double value : values) sum += value;
        return sum / static_cast<double>(values.size());
    };
    return mean(candidate) - mean(baseline);
}

} // namespace

// All 11,440 splits by itertools.combinations in Python: 3,184 are as extreme. Efron and Tibshirani (1993),
// table 15.1, estimate the one-sided level from 1,000 random splits at 0.132.
TEST_CASE("permutation test: the mice of Efron and Tibshirani, every split") {
    PermutationTest const result =
        permutation_test(samples::mice_control, samples::mice_treated, mean_difference, 5, 11440);
    CHECK(result.exact);
    CHECK(result.permutations == 11440);
    CHECK_THAT(result.statistic, WithinAbs(30.63492063492064, 1e-12));
    CHECK_THAT(result.p_value, WithinAbs(3184.0 / 11440.0, 1e-12));
}

// The same 2,000 splits drawn in Python by a separate implementation of the engine: 550 are as extreme.
TEST_CASE("permutation test: random splits when there are too many to try") {
    PermutationTest const result =
        permutation_test(samples::mice_control, samples::mice_treated, mean_difference, 5, 2000);
    CHECK_FALSE(result.exact);
    CHECK(result.permutations == 2000);
    CHECK_THAT(result.p_value, WithinAbs(551.0 / 2001.0, 1e-12));
    CHECK(permutation_test(samples::mice_control, samples::mice_treated, mean_difference, 6, 2000).p_value !=
          result.p_value);
}

TEST_CASE("permutation test: one split short of all of them is a random test") {
    CHECK_FALSE(
        permutation_test(samples::mice_control, samples::mice_treated, mean_difference, 5, 11439).exact);
}

TEST_CASE("permutation test: samples apart have the smallest p-value there is, and never 0") {
    auto const low = samples::ramp(4, 1.0, 0.0);
    auto const high = samples::ramp(4, 1.0, 100.0);
    CHECK_THAT(permutation_test(low, high, mean_difference, 1).p_value, WithinAbs(2.0 / 70.0, 1e-12));

    PermutationTest const large = permutation_test(
        samples::ramp(40, 1.0, 0.0), samples::ramp(40, 1.0, 1000.0), mean_difference, 1, 999);
    CHECK_FALSE(large.exact);
    CHECK(large.p_value == 1.0 / 1000.0);
}

TEST_CASE("permutation test: equal samples give 1") {
    CHECK(permutation_test(samples::skewed, samples::skewed, mean_difference, 1, 500).p_value == 1.0);
}

TEST_CASE("permutation test: rounding does not lose the splits that equal the given one") {
    // In whole tenths 12 of the 20 splits are at least as far apart; in doubles two fall short by one ulp.
    std::array<double, 3> const baseline{0.1, 0.7, 0.3};
    std::array<double, 3> const candidate{0.2, 0.9, 0.6};
    CHECK_THAT(
        permutation_test(baseline, candidate, mean_difference, 1).p_value, WithinAbs(12.0 / 20.0, 1e-12));
}

TEST_CASE("permutation test: a statistic that fails is named") {
    auto nothing = [](std::span<double const>, std::span<double const>) {
        return std::numeric_limits<double>::quiet_NaN();
    };
    CHECK_THROWS_AS(permutation_test(samples::skewed, samples::skewed, nothing, 1), std::invalid_argument);
}

TEST_CASE("the number of splits is counted without overflow") {
    CHECK(detail::choose_up_to(16, 9, 100000) == 11440);
    CHECK(detail::choose_up_to(16, 9, 11440) == 11440);
    CHECK(detail::choose_up_to(16, 9, 11439) == 11439);
    CHECK(detail::choose_up_to(20000, 10000, 10000) == 10000);
    CHECK(detail::choose_up_to(5, 5, 10000) == 1);
}
