#pragma once

#include <wasmbench/stats/detail/check.hpp>
#include <wasmbench/stats/hodges_lehmann.hpp>

#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Before a run: which ratio so many pairs can show, and how many pairs a ratio takes. From the scatter of
/// the log ratios of a pilot. Pure functions, safe from any thread.
///
/// Ratios are candidate / baseline, without unit. A ratio is found when the interval of paired_ratio() does
/// not hold 1. The power is that of the paired t-test on log ratios with that scatter (noncentral t: Cohen,
/// "Statistical Power Analysis for the Behavioral Sciences", 2nd ed., 1988, ch. 2; Julious, "Sample Sizes for
/// Clinical Trials", 2010, ch. 3).
namespace wasmbench::stats {

namespace detail {

inline void check_planning(std::string_view function, double scatter, double confidence) {
    if (!(scatter > 0.0 && std::isfinite(scatter)))
        reject(function, "scatter", scatter, "a positive number, such as that of log_ratio_scatter()");
    check_confidence(function, confidence);
}

inline void check_power(std::string_view function, double power, double confidence) {
    if (!(power > 1.0 - confidence && power < 1.0))
        reject(function, "power", power,
            "a number between " + describe(1.0 - confidence) + " and 1, both excluded, such as 0.9");
}

inline void check_pairs(std::string_view function, std::size_t pairs) {
    if (pairs < 2) reject(function, "pairs", "is " + std::to_string(pairs), "at least 2");
}

/// Probability that |t| of n pairs passes the critical value, when the mean is `effect` standard deviations.
inline double paired_power(double n, double effect, double confidence) {
    double const shift = std::abs(effect) * std::sqrt(n);
    boost::math::students_t_distribution<double> const null(n - 1.0);
    double const critical = quantile(complement(null, (1.0 - confidence) / 2.0));
    // Far out the noncentral t is 1 to the last digit, and its series needless.
    if (shift > critical + 40.0) return 1.0;
    boost::math::non_central_t_distribution<double> const truth(n - 1.0, shift);
    return cdf(complement(truth, critical)) + cdf(truth, -critical);
}

} // namespace detail

/// How much the log ratios of pairs scatter: the standard deviation of normal ones that would give the
/// interval of hodges_lehmann_location() its width. So one wild pair counts for as much as it will in
/// paired_ratio(), unlike in the standard deviation itself. nullopt: fewer than 6, too few for an interval; 0
/// when all are equal.
///
/// A pilot of n pairs is itself uncertain: of 12 pairs, the scatter is some 20 % off either way.
///
/// Throws std::invalid_argument when there are none or one is not finite.
[[nodiscard]] inline std::optional<double> log_ratio_scatter(std::span<double const> log_ratios) {
    detail::check_sample("log_ratio_scatter", "log_ratios", log_ratios);
    auto const centre = hodges_lehmann_location(log_ratios, 0.95);
    if (!centre.interval) return std::nullopt;
    auto const n = static_cast<double>(log_ratios.size());
    boost::math::students_t_distribution<double> const t(n - 1.0);
    double const margin = quantile(complement(t, (1.0 - centre.interval->confidence) / 2.0));
    return centre.interval->width() / 2.0 / margin * std::sqrt(n);
}

/// Probability with which so many pairs show a true ratio; 1 - confidence for a ratio of 1.
///
/// Throws std::invalid_argument when scatter or ratio is not positive and finite, pairs < 2, or confidence is
/// not in (0, 1).
[[nodiscard]] inline double power_of(
    double scatter, std::size_t pairs, double ratio, double confidence = 0.95) {
    detail::check_planning("power_of", scatter, confidence);
    detail::check_pairs("power_of", pairs);
    if (!(ratio > 0.0 && std::isfinite(ratio)))
        detail::reject("power_of", "ratio", ratio, "a positive number, such as 1.02");
    return detail::paired_power(static_cast<double>(pairs), std::log(ratio) / scatter, confidence);
}

/// The minimum detectable effect: the smallest ratio above 1 that so many pairs show with probability
/// `power`. Below 1 it is the reciprocal.
///
/// Throws std::invalid_argument as power_of() does, and when power is not between 1 - confidence and 1.
[[nodiscard]] inline double detectable_ratio(
    double scatter, std::size_t pairs, double power = 0.9, double confidence = 0.95) {
    detail::check_planning("detectable_ratio", scatter, confidence);
    detail::check_pairs("detectable_ratio", pairs);
    detail::check_power("detectable_ratio", power, confidence);
    auto const n = static_cast<double>(pairs);
    double low = 0.0;
    double high = 1.0;
    while (detail::paired_power(n, high, confidence) < power) high *= 2.0;
    while (high - low > 1e-13 * high) {
        double const middle = low + (high - low) / 2.0;
        (detail::paired_power(n, middle, confidence) < power ? low : high) = middle;
    }
    return std::exp(high * scatter);
}

/// The smallest number of pairs that shows a true ratio with probability `power`; at least 6, below which
/// paired_ratio() has no interval at 0.95. (Plan for 12 or more all the same: docs/statistics.md.)
///
/// Throws std::invalid_argument when scatter is not positive and finite, ratio is 1 or not positive and
/// finite, confidence is not in (0, 1), power is not between 1 - confidence and 1, or more than 10^9 pairs
/// were needed.
[[nodiscard]] inline std::size_t pairs_needed(
    double scatter, double ratio, double power = 0.9, double confidence = 0.95) {
    detail::check_planning("pairs_needed", scatter, confidence);
    detail::check_power("pairs_needed", power, confidence);
    if (!(ratio > 0.0 && std::isfinite(ratio)) || ratio == 1.0)
        detail::reject("pairs_needed", "ratio", ratio, "a positive number other than 1, such as 1.02");
    double const effect = std::log(ratio) / scatter;
    auto enough = [&](std::size_t n) {
        return detail::paired_power(static_cast<double>(n), effect, confidence) >= power;
    };
    std::size_t high = 6;
    while (!enough(high)) {
        high *= 2;
        if (high > 1'000'000'000)
            detail::reject("pairs_needed", "ratio", ratio,
                "a ratio farther from 1: with this scatter it takes more than a billion pairs");
    }
    std::size_t low = high == 6 ? 5 : high / 2;
    while (high - low > 1) {
        std::size_t const middle = low + (high - low) / 2;
        (enough(middle) ? high : low) = middle;
    }
    return high;
}

} // namespace wasmbench::stats
