#pragma once

#include <wasmbench/stats/detail/check.hpp>
#include <wasmbench/stats/interval.hpp>

#include <boost/math/distributions/binomial.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

/// Sample quantiles and their distribution-free confidence intervals. Pure functions, safe from any thread.
/// Values carry any unit; results have the same. Samples must be finite; see each function for the rest.
namespace wasmbench::stats {

/// Where a quantile lies between two order statistics: the definitions of Hyndman and Fan, "Sample Quantiles
/// in Statistical Packages", The American Statistician 50 (1996), under their numbers there. All three agree
/// with the ordinary median at p = 0.5 and approach each other as n grows; name the type when publishing a
/// tail of few values.
enum class QuantileType {
    weibull = 6, ///< p(n+1): expected share below the k-th value is k/(n+1). Minitab, SPSS.
    linear = 7,  ///< p(n-1)+1: the default of R, NumPy, Excel PERCENTILE.INC. The default here.
    median_unbiased =
        8, ///< p(n+1/3)+1/3: approximately median-unbiased; Hyndman and Fan's own recommendation.
};

/// The values in ascending order. Throws std::invalid_argument when empty or when a value is not finite.
[[nodiscard]] inline std::vector<double> sorted_copy(std::span<double const> values) {
    detail::check_sample("sorted_copy", "values", values);
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

namespace detail {

/// quantile() without its checks, for callers that sorted the sample themselves.
inline double quantile_of(
    std::span<double const> sorted, double p, QuantileType type = QuantileType::linear) {
    auto const n = static_cast<double>(sorted.size());
    double rank = 0.0; // 1-based and fractional: 2.25 is a quarter of the way from the 2nd to the 3rd value
    switch (type) {
    case QuantileType::weibull:
        rank = p * (n + 1.0);
        break;
    case QuantileType::linear:
        rank = p * (n - 1.0) + 1.0;
        break;
    case QuantileType::median_unbiased:
        rank = p * (n + 1.0 / 3.0) + 1.0 / 3.0;
        break;
    }
    rank = std::clamp(rank, 1.0, n);
    double const whole = std::floor(rank);
    auto const below = static_cast<std::size_t>(whole) - 1;
    auto const above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(sorted[below], sorted[above], rank - whole);
}

/// Ranks of the order statistics that bracket a quantile (1-based), and the coverage that they reach.
struct RankBracket {
    std::size_t low;
    std::size_t high;
    double confidence;
};

/// The number B of values below the p-quantile is binomial(n, p), whatever the distribution, so
/// P(x(low) <= quantile <= x(high)) >= P(low <= B < high).
inline std::optional<RankBracket> quantile_ranks(std::size_t n, double p, double confidence) {
    boost::math::binomial_distribution<double> const below(static_cast<double>(n), p);
    auto low_tail = [&](std::size_t rank) { return cdf(below, static_cast<double>(rank - 1)); };
    auto high_tail = [&](std::size_t rank) { return cdf(complement(below, static_cast<double>(rank - 1))); };

    // Rounding must not turn a level that is met exactly (n = 5, median, 0.9375) into one that is missed.
    double const error = (1.0 - confidence) * (1.0 + 1e-12);
    double const least_low = low_tail(1);
    double const least_high = high_tail(n);
    if (least_low + least_high > error) return std::nullopt; // p = 0 and p = 1 too: one of them is 1
    double low_budget = error / 2.0;
    double high_budget = error / 2.0;
    if (least_high > high_budget) {
        high_budget = least_high;
        low_budget = error - least_high;
    } else if (least_low > low_budget) {
        low_budget = least_low;
        high_budget = error - least_low;
    }

    // Both tails are monotone in the rank: bisect for the innermost ranks that stay within budget.
    std::size_t low = 1;
    for (std::size_t outside = n + 1; outside - low > 1;) {
        std::size_t const middle = low + (outside - low) / 2;
        if (low_tail(middle) <= low_budget) {
            low = middle;
        } else {
            outside = middle;
        }
    }
    std::size_t high = n;
    for (std::size_t outside = 0; high - outside > 1;) {
        std::size_t const middle = outside + (high - outside) / 2;
        if (high_tail(middle) <= high_budget) {
            high = middle;
        } else {
            outside = middle;
        }
    }
    return RankBracket{low, high, 1.0 - low_tail(low) - high_tail(high)};
}

/// The same among `n` values that are worth `effective_n` <= n independent ones: the ranks for the latter at
/// the same shares of the former, rounded outwards. Source: Woodruff, JASA 47 (1952).
inline std::optional<RankBracket> quantile_ranks(
    std::size_t n, double effective_n, double p, double confidence) {
    auto const whole = static_cast<std::size_t>(std::max(effective_n, 1.0));
    auto ranks = quantile_ranks(whole, p, confidence);
    if (!ranks || whole >= n) return ranks;
    double const scale = static_cast<double>(n) / static_cast<double>(whole);
    ranks->low = static_cast<std::size_t>(static_cast<double>(ranks->low - 1) * scale) + 1;
    ranks->high = std::min(static_cast<std::size_t>(std::ceil(static_cast<double>(ranks->high) * scale)), n);
    return ranks;
}

} // namespace detail

/// The p-quantile of a sample in ascending order.
///
/// p in [0, 1]; 0 gives the smallest value, 1 the largest. Throws std::invalid_argument when `sorted` is
/// empty, not ascending or not finite, or when p is outside [0, 1] or NaN. O(n), for the check of the order.
[[nodiscard]] inline double quantile(
    std::span<double const> sorted, double p, QuantileType type = QuantileType::linear) {
    detail::check_sorted("quantile", "sorted", sorted);
    detail::check_probability("quantile", "p", p);
    return detail::quantile_of(sorted, p, type);
}

/// Distribution-free confidence interval for the p-quantile: two order statistics of the sample.
///
/// Makes no assumption but that the values are independent draws from one distribution; ties only make it
/// more conservative. Source: Conover, "Practical Nonparametric Statistics", 3rd ed. (1999), section 3.2;
/// Hahn and Meeker, "Statistical Intervals" (1991), section 5.2. `Interval::confidence` is the coverage that
/// the two ranks reach, never below `confidence`.
///
/// The error 1 - confidence is shared equally between the two sides where n allows. Near the edge it does
/// not: the side with too few values then ends at the extreme value of the sample, and the other side gets
/// what is left. Equal sides need, for the 99th percentile at 0.95, n >= 368; below that and down to n = 299
/// the upper end is the largest value of the sample. (299 is also what a one-sided upper bound needs:
/// 0.99^299 < 0.05.)
///
/// Gives nullopt when even [smallest, largest] covers too seldom, that is when n < required_sample_size(p,
/// confidence), and for p = 0 and p = 1. A report then prints "n too small", not a guess.
///
/// Throws std::invalid_argument as quantile() does, and when confidence is not in (0, 1). O(n).
[[nodiscard]] inline std::optional<Interval> quantile_interval(
    std::span<double const> sorted, double p, double confidence = 0.95) {
    detail::check_sorted("quantile_interval", "sorted", sorted);
    detail::check_probability("quantile_interval", "p", p);
    detail::check_confidence("quantile_interval", confidence);
    auto const ranks = detail::quantile_ranks(sorted.size(), p, confidence);
    if (!ranks) return std::nullopt;
    return Interval{sorted[ranks->low - 1], sorted[ranks->high - 1], ranks->confidence};
}

/// The smallest n for which quantile_interval() gives an interval: 1 - p^n - (1-p)^n >= confidence. At 0.95:
/// 6 for the median, 29 for p90, 59 for p95, 299 for p99, 2995 for p99.9.
///
/// p in (0, 1) here: no sample is large enough for the ends. Throws std::invalid_argument otherwise.
[[nodiscard]] inline std::size_t required_sample_size(double p, double confidence = 0.95) {
    if (!(p > 0.0 && p < 1.0)) {
        detail::reject("required_sample_size", "p", p, "a number between 0 and 1, both excluded");
    }
    detail::check_confidence("required_sample_size", confidence);
    double const error = (1.0 - confidence) * (1.0 + 1e-12);
    auto enough = [&](double n) { return std::pow(p, n) + std::pow(1.0 - p, n) <= error; };
    double high = 1.0;
    while (!enough(high)) high *= 2.0;
    double low = high / 2.0; // too small, or 0.5 when one value were enough
    while (high - low > 1.0) {
        double const middle = std::floor(low + (high - low) / 2.0);
        if (enough(middle)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return static_cast<std::size_t>(high);
}

} // namespace wasmbench::stats
