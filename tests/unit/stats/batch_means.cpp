#include "samples.hpp"

#include <wasmbench/stats/batch_means.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <array>
#include <numeric>
#include <span>
#include <vector>

using namespace wasmbench::stats;
using Catch::Matchers::WithinAbs;
namespace samples = wasmbench::testing::samples;

TEST_CASE("batch means: sums by hand") {
    auto const s = batch_scatter(std::array<double, 5>{1, 2, -1, -3, 1});
    CHECK(s.batches == 5);
    CHECK(s.squares == 16);
    CHECK(s.neighbours == 2 - 2 + 3 - 3);
    CHECK(s.settled());
    CHECK_THAT(s.design_effect(4), WithinAbs(5.0 / 4 * 16 / 4, 1e-15));
    CHECK(s.design_effect(100) == 1); // never below
    CHECK(s.design_effect(0) == 1);   // an atom

    auto const together = batch_scatter(std::array<double, 4>{1, 1, -1, -1});
    CHECK(together.neighbours == 1);
    CHECK_THAT(together.design_effect(1), WithinAbs(4.0 / 3 * (4 + 2), 1e-15));
    auto const apart = batch_scatter(std::array<double, 4>{1, -1, 1, -1});
    CHECK_THAT(apart.design_effect(1), WithinAbs(4.0 / 3 * 4, 1e-15)); // a negative covariance is not used
}

TEST_CASE("batch means: what drifts is not settled") {
    CHECK_FALSE(batch_scatter(samples::ramp(20, 1, -9.5)).settled());
}

TEST_CASE("batch means: the effect of an autoregression") {
    // Of values that carry on 60 %, a mean has (1 + 0.6) / (1 - 0.6) = 4 times the variance.
    Xoshiro256 engine(5);
    constexpr std::size_t length = 200;
    double effect = 0;
    constexpr int repetitions = 40;
    for (int i = 0; i < repetitions; ++i) {
        auto values = samples::logistic(engine, 40 * length);
        for (std::size_t k = 1; k < values.size(); ++k) values[k] += 0.6 * values[k - 1];
        std::vector<double> sums;
        for (std::size_t k = 0; k < values.size(); k += length) {
            std::span<double const> const batch(values.data() + k, length);
            sums.push_back(std::accumulate(batch.begin(), batch.end(), 0.0));
        }
        double const variance =
            3.289868133696453 / (1 - 0.36); // pi^2 / 3 is that of the logistic distribution
        effect +=
            batch_scatter(sums).design_effect(variance * static_cast<double>(values.size())) / repetitions;
    }
    CHECK_THAT(effect, WithinAbs(4.0, 0.7)); // a little more: half the chance covariances are added
}

// (scipy.stats.norm.isf(e/2) / scipy.stats.t.isf(e/2, df))**2                                  (SciPy 1.17.1)
TEST_CASE("batch means: few degrees of freedom, as SciPy has them") {
    CHECK_THAT(small_sample_factor(31, 0.0375), WithinAbs(0.9160437474302905, 1e-9));
    CHECK_THAT(small_sample_factor(62, 0.0375), WithinAbs(0.9575251013971312, 1e-9));
    CHECK_THAT(small_sample_factor(15, 0.009375), WithinAbs(0.760885470158344, 1e-9));
}
