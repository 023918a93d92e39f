#pragma once

#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

/// Null distributions of the rank statistics, and what is read from them. Not part of the public interface.
///
/// Both statistics (Mann-Whitney U, Wilcoxon V) are symmetric about half their largest value when there is no
/// effect.
namespace wasmbench::stats::detail {

/// Below this size a null distribution is counted out; at or above it the normal approximation is good to the
/// third digit of the p-value. The same limit as R's wilcox.test, so that results can be compared with it.
inline constexpr std::size_t exact_rank_limit = 50;

/// Running sums of `counts`, divided by their total: P(statistic <= k) at index k.
inline std::vector<double> cumulative(std::vector<double> counts) {
    for (std::size_t k = 1; k < counts.size(); ++k) counts[k] += counts[k - 1];
    double const total = counts.back();
    for (double& value : counts) value /= total;
    return counts;
}

/// P(U <= u) at index u, for samples of m and n values without ties. Counts the orders of the m + n values by
/// the recurrence of Mann and Whitney, Annals of Mathematical Statistics 18 (1947), eq. 1: the largest value
/// belongs to one sample or to the other. Sums of positive numbers only, so the error is a few ulp.
inline std::vector<double> mann_whitney_cdf(std::size_t m, std::size_t n) {
    // counts[i][u]: orders of i values of the one sample and j of the other with statistic u, for growing j
    std::vector<std::vector<double>> counts(m + 1, std::vector<double>(m * n + 1, 0.0));
    for (auto& row : counts) row[0] = 1.0;
    for (std::size_t j = 1; j <= n; ++j) {
        for (std::size_t i = 1; i <= m; ++i) {
            for (std::size_t u = j; u <= i * j; ++u) counts[i][u] += counts[i - 1][u - j];
        }
    }
    return cumulative(std::move(counts[m]));
}

/// P(V <= v) at index v, for n differences without ties or zeros: each rank 1..n is positive or not with
/// probability 1/2, so the counts are those of the subsets of {1..n} with sum v.
inline std::vector<double> signed_rank_cdf(std::size_t n) {
    std::size_t const largest = n * (n + 1) / 2;
    std::vector<double> counts(largest + 1, 0.0);
    counts[0] = 1.0;
    for (std::size_t rank = 1; rank <= n; ++rank) {
        for (std::size_t v = largest; v >= rank; --v) counts[v] += counts[v - rank];
    }
    return cumulative(std::move(counts));
}

/// Two-sided p-value of an integer statistic under an exact, symmetric null.
inline double exact_p_value(std::vector<double> const& cdf, double statistic) {
    auto const observed = static_cast<std::size_t>(statistic);
    std::size_t const nearer_end = std::min(observed, cdf.size() - 1 - observed);
    return std::min(1.0, 2.0 * cdf[nearer_end]);
}

/// Two-sided p-value by the normal approximation with continuity correction; 1 when nothing can vary.
inline double normal_p_value(double statistic, double mean, double standard_deviation) {
    double const excess = std::abs(statistic - mean) - 0.5;
    if (excess <= 0.0 || standard_deviation == 0.0) return 1.0;
    return std::erfc(excess / standard_deviation / std::sqrt(2.0));
}

/// Which of the sorted pairwise values end a confidence interval: the `rank`-th smallest and the `rank`-th
/// largest. Rank 0 says that the sample is too small for the level asked for.
struct EndRank {
    std::size_t rank;
    double confidence; ///< reached, at least the one asked for (exact) or as approximated (normal)
};

inline EndRank exact_end_rank(std::vector<double> const& cdf, double confidence) {
    // Rounding must not turn a level that is met exactly into one that is missed.
    double const tail = (1.0 - confidence) / 2.0 * (1.0 + 1e-12);
    auto const first_above = std::upper_bound(cdf.begin(), cdf.end(), tail);
    auto const rank = static_cast<std::size_t>(first_above - cdf.begin());
    return {rank, rank == 0 ? 0.0 : 1.0 - 2.0 * cdf[rank - 1]};
}

inline EndRank normal_end_rank(double mean, double standard_deviation, double confidence) {
    boost::math::normal_distribution<double> const normal(mean, standard_deviation);
    double const edge = quantile(normal, (1.0 - confidence) / 2.0) + 0.5;
    if (edge < 1.0) return {0, 0.0};
    auto const rank = static_cast<std::size_t>(edge);
    return {rank, 1.0 - 2.0 * cdf(normal, static_cast<double>(rank) - 0.5)};
}

} // namespace wasmbench::stats::detail
