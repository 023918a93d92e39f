#pragma once

#include <wasmbench/stats/random.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

/// Published samples with published results, and seeded streams with known distributions.
namespace wasmbench::testing::samples {

/// R data set `sleep`, column extra: Student (1908), additional hours of sleep of ten patients under two
/// drugs.
inline std::vector<double> const sleep_first{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
inline std::vector<double> const sleep_second{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

/// Hollander and Wolfe (1973), p. 29, as in R's ?wilcox.test: depression scale of nine patients, two visits.
inline std::vector<double> const depression_first{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
inline std::vector<double> const depression_second{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};

/// Hollander and Wolfe (1973), p. 69, as in R's ?wilcox.test: permeability of a membrane at term and before
/// it.
inline std::vector<double> const permeability_term{
    0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
inline std::vector<double> const permeability_early{1.15, 0.88, 0.90, 0.74, 1.21};

/// Efron and Tibshirani (1993), table 2.1: survival in days of mice.
inline std::vector<double> const mice_control{52, 104, 146, 10, 51, 30, 40, 27, 46};
inline std::vector<double> const mice_treated{94, 197, 16, 38, 99, 141, 23};

/// Efron and Tibshirani (1993), table 14.1, test A: spatial perception of 26 children.
inline std::vector<double> const spatial_a{
    48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41};

/// Ten skewed values, ascending; made up for these tests.
inline std::vector<double> const skewed{2.5, 3.1, 4.7, 8.8, 15.2, 15.9, 21.0, 34.6, 55.1, 120.3};

/// first[i] - second[i]
inline std::vector<double> differences(std::vector<double> const& first, std::vector<double> const& second) {
    std::vector<double> result;
    for (std::size_t i = 0; i < first.size(); ++i) result.push_back(first[i] - second[i]);
    return result;
}

/// (i * factor) % modulus + offset for i = 0 .. n-1: looks random, easy to write in any language.
inline std::vector<double> residues(unsigned n, unsigned factor, unsigned modulus, unsigned offset) {
    std::vector<double> result;
    for (unsigned i = 0; i < n; ++i) result.push_back(i * factor % modulus + offset);
    return result;
}

/// numpy.cumsum((numpy.arange(60)*37) % 101 - 50.0): successive values hang together.
inline std::vector<double> walk() {
    auto values = residues(60, 37, 101, 0);
    double sum = 0;
    for (double& v : values) v = sum += v - 50;
    return values;
}

/// offset + i * step for i = 0 .. n-1
inline std::vector<double> ramp(unsigned n, double step, double offset) {
    std::vector<double> result;
    for (unsigned i = 0; i < n; ++i) result.push_back(offset + i * step);
    return result;
}

/// n draws from the exponential distribution with mean 1: skewed as latencies are, p-quantile -log(1 - p).
inline std::vector<double> exponential(stats::Xoshiro256& engine, std::size_t n) {
    std::vector<double> result(n);
    for (double& value : result) value = -std::log1p(-stats::uniform_unit(engine));
    return result;
}

/// n draws from the logistic distribution: symmetric about 0, with tails heavier than the normal ones.
inline std::vector<double> logistic(stats::Xoshiro256& engine, std::size_t n) {
    std::vector<double> result(n);
    for (double& value : result) {
        double const u = stats::uniform_unit(engine) + 0x1.0p-54;
        value = std::log(u / (1.0 - u));
    }
    return result;
}

} // namespace wasmbench::testing::samples
