#include "samples.hpp"

#include <wasmbench/stats/mann_whitney.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <array>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinAbs;
namespace samples = wasmbench::testing::samples;

// R ?wilcox.test: W = 35, one-sided p-value = 0.1272;
// scipy.stats.mannwhitneyu(term, early, method='exact') = 35.0, 0.2544122544122544
TEST_CASE("Mann-Whitney: the example of Hollander and Wolfe, exact") {
    MannWhitney const result = mann_whitney(samples::permeability_early, samples::permeability_term);
    CHECK(result.u == 35.0);
    CHECK(result.exact);
    CHECK_THAT(result.p_value, WithinAbs(0.2544122544122544, 1e-12));
}

TEST_CASE("Mann-Whitney: exchanging the samples mirrors U and keeps the p-value") {
    MannWhitney const result = mann_whitney(samples::permeability_term, samples::permeability_early);
    CHECK(result.u == 50.0 - 35.0);
    CHECK_THAT(result.p_value, WithinAbs(0.2544122544122544, 1e-12));
}

// R: wilcox.test(extra ~ group, data = sleep, exact = FALSE): W = 25.5 (= 100 - 74.5), p-value = 0.06933;
// scipy.stats.mannwhitneyu(second, first, method='asymptotic') = 74.5, 0.06932757543362658
TEST_CASE("Mann-Whitney: ties count one half and correct the variance") {
    MannWhitney const result = mann_whitney(samples::sleep_first, samples::sleep_second);
    CHECK(result.u == 74.5);
    CHECK_FALSE(result.exact);
    CHECK_THAT(result.p_value, WithinAbs(0.06932757543362658, 1e-12));
}

// scipy.stats.mannwhitneyu(numpy.arange(n)*1.1 + 3.35, numpy.arange(n)*1.0, method=...)
TEST_CASE("Mann-Whitney is exact below 50 values each and approximate from there on") {
    MannWhitney const exact = mann_whitney(samples::ramp(49, 1.0, 0.0), samples::ramp(49, 1.1, 3.35));
    CHECK(exact.exact);
    CHECK(exact.u == 1452.0);
    CHECK_THAT(exact.p_value, WithinAbs(0.07443821422859832, 1e-12));

    MannWhitney const approximate = mann_whitney(samples::ramp(50, 1.0, 0.0), samples::ramp(50, 1.1, 3.35));
    CHECK_FALSE(approximate.exact);
    CHECK(approximate.u == 1509.0);
    CHECK_THAT(approximate.p_value, WithinAbs(0.07474068090896742, 1e-12));
}

// a = (numpy.arange(60)*37) % 101; b = (numpy.arange(55)*53) % 97 + 7
// scipy.stats.mannwhitneyu(b, a, method='asymptotic') = 1783.0, 0.4581470261981636
TEST_CASE("Mann-Whitney: larger samples of unequal size with ties between them") {
    MannWhitney const result =
        mann_whitney(samples::residues(60, 37, 101, 0), samples::residues(55, 53, 97, 7));
    CHECK(result.u == 1783.0);
    CHECK_THAT(result.p_value, WithinAbs(0.4581470261981636, 1e-12));
}

TEST_CASE("Mann-Whitney: where nothing differs there is nothing to see") {
    std::vector<double> const equal(6, 1.0);
    CHECK(mann_whitney(equal, equal).p_value == 1.0);
    CHECK(mann_whitney(std::array<double, 2>{1.0, 4.0}, std::array<double, 2>{2.0, 3.0}).p_value == 1.0);
}

TEST_CASE("the exact distribution of U is the counted one") {
    // Mann and Whitney (1947), table I, n = 3, m = 3: 1 1 2 3 3 3 3 2 1 1 of 20 orders.
    std::vector<double> const cdf = detail::mann_whitney_cdf(3, 3);
    std::array<double, 10> const expected{1, 2, 4, 7, 10, 13, 16, 18, 19, 20};
    REQUIRE(cdf.size() == expected.size());
    for (std::size_t u = 0; u < cdf.size(); ++u) CHECK_THAT(cdf[u], WithinAbs(expected[u] / 20.0, 1e-15));
}

TEST_CASE("Cliff's delta is the balance of the pairs") {
    // 2*scipy.stats.mannwhitneyu(second, first).statistic/100 - 1 = 0.49
    CHECK_THAT(cliffs_delta(samples::sleep_first, samples::sleep_second), WithinAbs(0.49, 1e-12));
    CHECK_THAT(cliffs_delta(samples::sleep_second, samples::sleep_first), WithinAbs(-0.49, 1e-12));
    CHECK(cliffs_delta(std::array<double, 2>{1, 2}, std::array<double, 3>{3, 4, 5}) == 1.0);
    CHECK(cliffs_delta(std::array<double, 2>{3, 4}, std::array<double, 1>{0}) == -1.0);
    CHECK(cliffs_delta(samples::skewed, samples::skewed) == 0.0);
}
