#include "samples.hpp"

#include <wasmbench/stats/modality.hpp>
#include <wasmbench/stats/quantile.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <array>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinAbs;
namespace samples = wasmbench::testing::samples;

namespace {

/// Many ties, made up for these tests.
std::vector<double> const tied{30, 33, 35, 36, 37, 37, 39, 39, 39, 39, 39, 40, 40, 40, 40, 41, 42, 43, 43, 43,
    44, 44, 45, 45, 46, 47, 47, 48, 48, 48, 49, 50, 50, 51, 52, 52, 53, 53, 53, 53, 53, 54, 54, 57, 57, 59,
    60, 60, 60, 61, 61, 61, 61, 62, 62, 62, 62, 63, 66, 70, 72, 72};

std::vector<double> two_ramps() {
    auto values = samples::ramp(20, 1, 0);
    for (double v : samples::ramp(20, 1, 100)) values.push_back(v);
    return values;
}

/// numpy.r_[(numpy.arange(80)*37) % 101 / 10, (numpy.arange(50)*53) % 97 / 20 + 14]
std::vector<double> mixture() {
    auto values = samples::residues(80, 37, 101, 0);
    for (double& v : values) v /= 10;
    for (double v : samples::residues(50, 53, 97, 0)) values.push_back(v / 20 + 14);
    return values;
}

} // namespace

// diptest.dipstat(numpy.sort(x), allow_zero=False), which wraps the C code of R's diptest; diptest 0.12.0; R:
// dip(x)
TEST_CASE("the dip is that of diptest") {
    auto const check = [](std::vector<double> const& values, double expected) {
        CHECK_THAT(dip(sorted_copy(values)), WithinAbs(expected, 1e-12));
    };
    check(tied, 0.06048387096774194);
    check(samples::skewed, 0.090625);
    check(samples::residues(60, 37, 101, 0), 0.016049382716049394);
    check(samples::walk(), 0.04473684210526316);
    check(two_ramps(), 0.20249999999999999);
    check(mixture(), 0.0879120879120879);
    check({1, 2, 3, 4}, 0.125);
}

TEST_CASE("the dip: equal values and single ones have the least") {
    CHECK(dip(std::vector<double>(8, 1.5)) == 1.0 / 16);
    CHECK(dip(std::array<double, 1>{3}) == 0.5);
}

TEST_CASE("the dip does not change with unit and sign") {
    auto values = mixture();
    double const expected = dip(sorted_copy(values));
    for (double& v : values) v = 7 - 3 * v;
    CHECK_THAT(dip(sorted_copy(values)), WithinAbs(expected, 1e-12));
}

// diptest.diptest(x)[1], from a table of simulated quantiles: 0.0814358531631535 (tied), 0.0 (mixture)
TEST_CASE("dip test: p-values near those of diptest") {
    CHECK_THAT(dip_test(tied, 1).p_value, WithinAbs(0.0814358531631535, 0.02));
    auto const two = dip_test(mixture(), 1);
    CHECK_THAT(two.p_value, WithinAbs(0.0, 0.005));
    CHECK(two.warns());
    CHECK(dip_test(two_ramps(), 1).p_value == 1.0 / 2001);
    CHECK_FALSE(dip_test(samples::skewed, 1).warns());
    // A seed decides the samples alone, and the result is that of the seed.
    CHECK(dip_test(tied, 1).p_value == dip_test(tied, 1).p_value);
}

TEST_CASE("dip test: values with one mode seldom warn, many of two modes do") {
    Xoshiro256 engine(3);
    int uniform = 0;
    int logistic = 0;
    int apart = 0;
    for (unsigned i = 0; i < 100; ++i) {
        std::vector<double> values(100);
        for (double& v : values) v = uniform_unit(engine);
        uniform += dip_test(values, i, 500).p_value <= 0.1 ? 1 : 0;
        logistic += dip_test(samples::logistic(engine, 100), i, 500).p_value <= 0.1 ? 1 : 0;
        auto mixed = samples::logistic(engine, 700);
        for (std::size_t k = 0; k < 300; ++k) mixed[k] += 9;
        if (i < 20) apart += dip_test(mixed, i, 500).warns() ? 1 : 0;
    }
    CHECK(uniform >= 2);
    CHECK(uniform <= 19); // 10 of 100, and three standard errors
    CHECK(logistic <= 3);
    CHECK(apart == 20);
}
