#include "samples.hpp"

#include <wasmbench/stats/signed_rank.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <array>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinAbs;
namespace samples = wasmbench::testing::samples;

namespace {

/// 1, 2, ..., n, every third one negative from the first on.
std::vector<double> alternating(unsigned n) {
    std::vector<double> values;
    for (unsigned i = 0; i < n; ++i) values.push_back((i % 3 == 0 ? -1.0 : 1.0) * (i + 1.0));
    return values;
}

} // namespace

// R ?wilcox.test: V = 40, one-sided p-value = 0.01953; scipy.stats.wilcoxon(x - y, method='exact').pvalue =
// 0.0390625
TEST_CASE("signed rank: the example of Hollander and Wolfe, exact") {
    auto const differences = samples::differences(samples::depression_first, samples::depression_second);
    SignedRank const result = signed_rank_test(differences);
    CHECK(result.v == 40.0);
    CHECK(result.n == 9);
    CHECK(result.zeros == 0);
    CHECK(result.exact);
    CHECK_THAT(result.p_value, WithinAbs(0.0390625, 1e-12));

    auto const reversed = samples::differences(samples::depression_second, samples::depression_first);
    CHECK(signed_rank_test(reversed).v == 5.0);
    CHECK_THAT(signed_rank_test(reversed).p_value, WithinAbs(0.0390625, 1e-12));
}

// R: wilcox.test(sleep pairs, paired, exact = FALSE): V = 0 for first - second, p-value = 0.009091;
// scipy.stats.wilcoxon(second - first, correction=True, method='asymptotic').pvalue = 0.009090698015925044
TEST_CASE("signed rank: zeros are left out and ties corrected for") {
    SignedRank const result =
        signed_rank_test(samples::differences(samples::sleep_second, samples::sleep_first));
    CHECK(result.v == 45.0);
    CHECK(result.n == 9);
    CHECK(result.zeros == 1);
    CHECK_FALSE(result.exact);
    CHECK_THAT(result.p_value, WithinAbs(0.009090698015925044, 1e-12));
}

// q = numpy.arange(1, n+1) * numpy.where(numpy.arange(n) % 3 == 0, -1, 1)
// scipy.stats.wilcoxon(q, method='exact') for 49, scipy.stats.wilcoxon(q, correction=True,
// method='asymptotic') for 50
TEST_CASE("signed rank is exact below 50 differences and approximate from there on") {
    SignedRank const exact = signed_rank_test(alternating(49));
    CHECK(exact.exact);
    CHECK_THAT(exact.p_value, WithinAbs(0.06248542836759796, 1e-12));

    SignedRank const approximate = signed_rank_test(alternating(50));
    CHECK_FALSE(approximate.exact);
    CHECK(approximate.v == 850.0);
    CHECK_THAT(approximate.p_value, WithinAbs(0.04070768613514751, 1e-12));
}

TEST_CASE("signed rank: a tie alone, or a zero alone, ends exactness") {
    CHECK(signed_rank_test(std::array<double, 3>{1.0, 2.0, 3.0}).exact);
    CHECK_FALSE(signed_rank_test(std::array<double, 3>{1.0, 2.0, -2.0}).exact);
    CHECK_FALSE(signed_rank_test(std::array<double, 3>{1.0, 2.0, 0.0}).exact);
}

TEST_CASE("signed rank: nothing but zeros shows nothing") {
    SignedRank const result = signed_rank_test(std::array<double, 3>{0.0, 0.0, 0.0});
    CHECK(result.p_value == 1.0);
    CHECK(result.n == 0);
    CHECK(result.zeros == 3);
}

TEST_CASE("the exact distribution of V is the counted one") {
    // Subsets of {1, 2, 3, 4} by sum 0..10: 1 1 1 2 2 2 2 2 1 1 1 of 16 (Wilcoxon 1945).
    std::vector<double> const cdf = detail::signed_rank_cdf(4);
    std::array<double, 11> const expected{1, 2, 3, 5, 7, 9, 11, 13, 14, 15, 16};
    REQUIRE(cdf.size() == expected.size());
    for (std::size_t v = 0; v < cdf.size(); ++v) CHECK_THAT(cdf[v], WithinAbs(expected[v] / 16.0, 1e-15));
}
