#include <wasmbench/stats/multiplicity.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinAbs;

namespace {

std::vector<double> const p_values{0.01, 0.04, 0.03, 0.005, 0.5, 0.04, 0.9};

void check(std::vector<double> const& actual, std::vector<double> const& expected) {
    REQUIRE(actual.size() == expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i) CHECK_THAT(actual[i], WithinAbs(expected[i], 1e-12));
}

} // namespace

// statsmodels.stats.multitest.multipletests(p, method='holm')[1], statsmodels 0.15.0; R: p.adjust(p, "holm")
TEST_CASE("Holm agrees with statsmodels") {
    check(holm(p_values), {0.06, 0.16, 0.15, 0.035, 1.0, 0.16, 1.0});
}

// scipy.stats.false_discovery_control(p), SciPy 1.17.1; R: p.adjust(p, "BH")
TEST_CASE("Benjamini-Hochberg agrees with SciPy") {
    check(benjamini_hochberg(p_values), {0.035, 0.055999999999999994, 0.055999999999999994, 0.035,
                                            0.5833333333333334, 0.055999999999999994, 0.9});
}

// Benjamini and Hochberg (1995), section 4.1: of these 15, Bonferroni and Hochberg reject 3 at 0.05,
// theirs 4.
TEST_CASE("the example of Benjamini and Hochberg") {
    std::vector<double> const published{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
    auto const found = [](std::vector<double> const& adjusted) {
        int count = 0;
        for (double p : adjusted) count += p <= 0.05 ? 1 : 0;
        return count;
    };
    CHECK(found(holm(published)) == 3);
    CHECK(found(benjamini_hochberg(published)) == 4);
}

TEST_CASE("multiplicity: one is left as it is, none is none") {
    CHECK(holm(std::vector<double>{0.03}) == std::vector<double>{0.03});
    CHECK(benjamini_hochberg(std::vector<double>{0.03}) == std::vector<double>{0.03});
    CHECK(holm({}).empty());
    CHECK(benjamini_hochberg({}).empty());
    CHECK(bonferroni_confidence(0.95, 1) == 0.95);
    CHECK(sidak_confidence(0.95, 1) == 0.95);
}

TEST_CASE("simultaneous levels") {
    CHECK_THAT(bonferroni_confidence(0.95, 4), WithinAbs(0.9875, 1e-15));
    CHECK_THAT(std::pow(sidak_confidence(0.95, 7), 7), WithinAbs(0.95, 1e-12));
    CHECK_THAT(sidak_confidence(0.95, 7), WithinAbs(0.9926991680209853, 1e-12)); // Python 3: 0.95**(1/7)
    CHECK(sidak_confidence(0.95, 7) < bonferroni_confidence(0.95, 7));
}
