#pragma once

#include <wasmbench/stats/detail/check.hpp>
#include <wasmbench/stats/detail/rank_null.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <span>
#include <vector>

namespace wasmbench::stats {

/// Result of mann_whitney().
struct MannWhitney {
    double u = 0.0;       ///< pairs with candidate > baseline, ties counted 1/2; in [0, m n]
    double p_value = 1.0; ///< two-sided
    bool exact = false;   ///< false: normal approximation with tie and continuity correction
};

/// Mann-Whitney U test (Wilcoxon rank-sum test): does one sample tend to hold larger values than the other?
///
/// For two *independent* samples of any distribution, for example cold starts of two runtimes that were not
/// paired by block; where they were, signed_rank_test() sees more. Source: Mann and Whitney, Annals of
/// Mathematical Statistics 18 (1947); Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods", 3rd
/// ed. (2014), section 4.1. Exact when both samples have fewer than 50 values and there are no ties; the
/// limits and corrections of R's wilcox.test.
///
/// A small p-value says that there is a difference, not that it matters: publish hodges_lehmann_shift()
/// beside it.
///
/// Samples in any order and unit (the same for both). Throws std::invalid_argument when one is empty or not
/// finite. O((m + n) log(m + n)); the exact case adds up to 1.5 million additions. Pure and thread-safe.
[[nodiscard]] inline MannWhitney mann_whitney(
    std::span<double const> baseline, std::span<double const> candidate) {
    detail::check_sample("mann_whitney", "baseline", baseline);
    detail::check_sample("mann_whitney", "candidate", candidate);
    std::vector<double> first(baseline.begin(), baseline.end());
    std::vector<double> second(candidate.begin(), candidate.end());
    std::sort(first.begin(), first.end());
    std::sort(second.begin(), second.end());

    MannWhitney result;
    for (double value : second) {
        auto const [lower, upper] = std::equal_range(first.begin(), first.end(), value);
        result.u += static_cast<double>(lower - first.begin()) + 0.5 * static_cast<double>(upper - lower);
    }

    std::vector<double> all;
    all.reserve(first.size() + second.size());
    std::merge(first.begin(), first.end(), second.begin(), second.end(), std::back_inserter(all));
    double ties = 0.0; // sum of t^3 - t over groups of t equal values; 0 exactly when all values differ
    for (auto group = all.begin(); group != all.end();) {
        auto const end = std::upper_bound(group, all.end(), *group);
        auto const t = static_cast<double>(end - group);
        ties += t * t * t - t;
        group = end;
    }

    std::size_t const limit = detail::exact_rank_limit;
    result.exact = ties == 0.0 && first.size() < limit && second.size() < limit;
    if (result.exact) {
        result.p_value =
            detail::exact_p_value(detail::mann_whitney_cdf(first.size(), second.size()), result.u);
        return result;
    }
    auto const m = static_cast<double>(first.size());
    auto const n = static_cast<double>(second.size());
    double const total = m + n;
    double const variance = m * n / 12.0 * (total + 1.0 - ties / (total * (total - 1.0)));
    result.p_value = detail::normal_p_value(result.u, m * n / 2.0, std::sqrt(std::max(variance, 0.0)));
    return result;
}

/// Cliff's delta: P(candidate > baseline) - P(candidate < baseline), in [-1, 1]. An effect size without a
/// unit; +1 says that every candidate value is above every baseline value, 0 that neither tends to be larger.
/// Equals 2 U / (m n) - 1. Source: Cliff, "Dominance statistics", Psychological Bulletin 114 (1993).
///
/// Throws std::invalid_argument when a sample is empty or not finite. Pure and thread-safe.
[[nodiscard]] inline double cliffs_delta(
    std::span<double const> baseline, std::span<double const> candidate) {
    detail::check_sample("cliffs_delta", "baseline", baseline);
    detail::check_sample("cliffs_delta", "candidate", candidate);
    std::vector<double> sorted(baseline.begin(), baseline.end());
    std::sort(sorted.begin(), sorted.end());
    double dominance = 0.0;
    for (double value : candidate) {
        auto const [lower, upper] = std::equal_range(sorted.begin(), sorted.end(), value);
        dominance += static_cast<double>(lower - sorted.begin()) - static_cast<double>(sorted.end() - upper);
    }
    return dominance / (static_cast<double>(baseline.size()) * static_cast<double>(candidate.size()));
}

} // namespace wasmbench::stats
