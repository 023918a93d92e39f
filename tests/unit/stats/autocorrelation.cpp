#include "samples.hpp"

#include <wasmbench/stats/autocorrelation.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <array>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinAbs;
namespace samples = wasmbench::testing::samples;

// statsmodels.tsa.stattools.acf(x, nlags=k, fft=False)[1:]; what R's acf(x, k, plot = FALSE) gives.
// statsmodels 0.15.0; x: `skewed`, (numpy.arange(60)*37) % 101, and the walk.
TEST_CASE("autocorrelation agrees with statsmodels") {
    std::vector<double> const skewed{
        0.4045957495407223, 0.17233403580760379, 0.014550306652488762, -0.06730014370481349};
    std::vector<double> const residues{-0.3794482028923249, -0.19264312297758435, 0.48872229699886116,
        -0.45619389776854663, 0.09909636509249939, 0.08238980181048462, -0.42603279216260903,
        0.49970424631413995, -0.21311270755693765, -0.2830801080663197};
    std::vector<double> const walked{0.4805648216036701, 0.3896412190115043, 0.4773139625093422,
        0.08497740346691238, 0.1918020180358029, 0.14768581557891444, 0.05215177461341495, 0.4103242811095112,
        0.1697842307740104, 0.18605287653836614};
    auto const check = [](std::vector<double> const& actual, std::vector<double> const& expected) {
        REQUIRE(actual.size() == expected.size());
        for (std::size_t i = 0; i < actual.size(); ++i) CHECK_THAT(actual[i], WithinAbs(expected[i], 1e-12));
    };
    check(autocorrelation(samples::skewed, 4), skewed);
    check(autocorrelation(samples::residues(60, 37, 101, 0), 10), residues);
    check(autocorrelation(samples::walk(), 10), walked);
}

// statsmodels.stats.diagnostic.acorr_ljungbox(x, lags=[k]) 0.15.0; R: Box.test(x, k, "Ljung-Box")
TEST_CASE("Ljung-Box agrees with statsmodels") {
    auto const check = [](std::vector<double> const& values, std::size_t lags, double statistic, double p) {
        auto const result = ljung_box(values, lags);
        CHECK_THAT(result.statistic, WithinAbs(statistic, 1e-9));
        CHECK_THAT(result.p_value, WithinAbs(p, 1e-9));
        CHECK(result.lags == lags);
    };
    check(samples::skewed, 4, 2.7223370979637522, 0.6053116046011555);
    check(samples::residues(60, 37, 101, 0), 10, 81.88065012155342, 2.146276820740647e-13);
    check(samples::walk(), 10, 60.55142214846298, 2.849810453562173e-09);
}

// g = numpy.correlate(x - x.mean(), x - x.mean(), 'full')[n-1:]; p = sums of neighbours from lag 0 on, up to
// the first that is not positive; n / max(2 * numpy.minimum.accumulate(p).sum() / g[0] - 1, 1) (NumPy 2.4.6)
TEST_CASE("effective sample size agrees with NumPy") {
    CHECK_THAT(effective_sample_size(samples::skewed), WithinAbs(4.580935590711872, 1e-9));
    CHECK_THAT(effective_sample_size(samples::residues(60, 37, 101, 0)), WithinAbs(60.0, 1e-9));
    CHECK_THAT(effective_sample_size(samples::walk()), WithinAbs(10.618660647394659, 1e-9));
}

TEST_CASE("effective sample size: of independent values nearly all, of dependent ones what the theory says") {
    Xoshiro256 engine(1);
    auto values = samples::logistic(engine, 20'000);
    CHECK(effective_sample_size(values) > 19'000);
    for (std::size_t i = 1; i < values.size(); ++i) values[i] += 0.5 * values[i - 1];
    CHECK_THAT(effective_sample_size(values), WithinAbs(20'000 / 3.0, 600)); // (1 + 0.5) / (1 - 0.5)
}

TEST_CASE("autocorrelation: equal values show no dependence") {
    std::vector<double> const equal(5, 2.5);
    CHECK(autocorrelation(equal, 2) == std::vector<double>{0, 0});
    CHECK(ljung_box(equal, 2).p_value == 1);
    CHECK(effective_sample_size(equal) == 5);
}
