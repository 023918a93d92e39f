#pragma once

#include <wasmbench/stats/detail/check.hpp>
#include <wasmbench/stats/detail/moments.hpp>
#include <wasmbench/stats/interval.hpp>

#include <boost/math/distributions/students_t.hpp>

#include <cmath>
#include <limits>
#include <span>

/// Intervals for means, by Student's t. For sums and other figures that are near normal: CPU-seconds per
/// request over many requests, log ratios of block medians, throughput per window. Not for raw latencies,
/// whose mean says little. Pure functions, safe from any thread.
namespace wasmbench::stats {

namespace detail {

/// Half the width of a Student interval.
inline double t_margin(double standard_error, double degrees_of_freedom, double confidence) {
    boost::math::students_t_distribution<double> const t(degrees_of_freedom);
    return quantile(complement(t, (1.0 - confidence) / 2.0)) * standard_error;
}

} // namespace detail

/// Confidence interval for the mean: mean +- t s / sqrt(n). Source: "Student", Biometrika 6 (1908). Exact for
/// normal data, approximate for others when n is large; `Interval::confidence` is the nominal level.
///
/// Unit of the data. Throws std::invalid_argument when there are fewer than 2 values, one is not finite, or
/// confidence is not in (0, 1). A sample of equal values gives an interval of width 0.
[[nodiscard]] inline Interval mean_interval(std::span<double const> values, double confidence = 0.95) {
    detail::check_sample("mean_interval", "values", values, 2);
    detail::check_confidence("mean_interval", confidence);
    auto const n = static_cast<double>(values.size());
    double const centre = detail::mean(values);
    double const margin = detail::t_margin(std::sqrt(detail::variance(values) / n), n - 1.0, confidence);
    return {centre - margin, centre + margin, confidence};
}

/// Result of welch_t_test(). `difference`, `standard_error` and `interval` have the unit of the data.
struct Welch {
    double difference = 0.0; ///< mean(candidate) - mean(baseline)
    double standard_error = 0.0;
    double t = 0.0;
    double degrees_of_freedom = 0.0;
    double p_value = 1.0; ///< two-sided
    Interval interval;    ///< of the difference
};

/// Welch's t-test: the difference of two means with unequal variances. Source: Welch, Biometrika 34 (1947);
/// Satterthwaite's degrees of freedom.
///
/// Throws std::invalid_argument when a sample has fewer than 2 values or is not finite, or confidence is not
/// in (0, 1). When neither sample varies, the standard error is 0: the interval has width 0, the degrees of
/// freedom are m + n - 2, and the p-value is 1 for equal and 0 for unequal constants.
[[nodiscard]] inline Welch welch_t_test(
    std::span<double const> baseline, std::span<double const> candidate, double confidence = 0.95) {
    detail::check_sample("welch_t_test", "baseline", baseline, 2);
    detail::check_sample("welch_t_test", "candidate", candidate, 2);
    detail::check_confidence("welch_t_test", confidence);
    auto const m = static_cast<double>(baseline.size());
    auto const n = static_cast<double>(candidate.size());
    double const first = detail::variance(baseline) / m;
    double const second = detail::variance(candidate) / n;

    Welch result;
    result.difference = detail::mean(candidate) - detail::mean(baseline);
    result.standard_error = std::sqrt(first + second);
    if (result.standard_error == 0.0) {
        bool const equal = result.difference == 0.0;
        result.t = equal ? 0.0 : std::copysign(std::numeric_limits<double>::infinity(), result.difference);
        result.degrees_of_freedom = m + n - 2.0;
        result.p_value = equal ? 1.0 : 0.0;
        result.interval = {result.difference, result.difference, confidence};
        return result;
    }
    // As shares of their sum: squares of tiny variances would underflow.
    double const share = first / (first + second);
    result.degrees_of_freedom = 1.0 / (share * share / (m - 1.0) + (1.0 - share) * (1.0 - share) / (n - 1.0));
    result.t = result.difference / result.standard_error;
    boost::math::students_t_distribution<double> const null(result.degrees_of_freedom);
    result.p_value = 2.0 * cdf(complement(null, std::abs(result.t)));
    double const margin = detail::t_margin(result.standard_error, result.degrees_of_freedom, confidence);
    result.interval = {result.difference - margin, result.difference + margin, confidence};
    return result;
}

} // namespace wasmbench::stats
