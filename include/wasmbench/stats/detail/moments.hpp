#pragma once

#include <cmath>
#include <limits>
#include <span>

/// Mean and variance, computed in two passes. Not part of the public interface; callers have checked the
/// sample.
namespace wasmbench::stats::detail {

/// Mean of a non-empty sample. The second pass adds back what rounding took from the first, which matters
/// when the spread is small beside the values (time stamps, for instance).
inline double mean(std::span<double const> values) {
    auto const n = static_cast<double>(values.size());
    double sum = 0.0;
    for (double value : values) sum += value;
    double const rough = sum / n;
    double rest = 0.0;
    for (double value : values) rest += value - rough;
    return rough + rest / n;
}

/// Unbiased variance (divisor n - 1) by the corrected two-pass algorithm: Chan, Golub and LeVeque,
/// "Algorithms for Computing the Sample Variance", The American Statistician 37 (1983), eq. 1.7. NaN for a
/// single value: one value says nothing about spread, and 0 would claim that it does.
inline double variance(std::span<double const> values) {
    if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
    auto const n = static_cast<double>(values.size());
    double const centre = mean(values);
    double squares = 0.0;
    double rest = 0.0;
    for (double value : values) {
        double const deviation = value - centre;
        squares += deviation * deviation;
        rest += deviation;
    }
    return (squares - rest * rest / n) / (n - 1.0);
}

} // namespace wasmbench::stats::detail
