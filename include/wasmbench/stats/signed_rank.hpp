#pragma once

#include <wasmbench/stats/detail/check.hpp>
#include <wasmbench/stats/detail/rank_null.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace wasmbench::stats {

/// Result of signed_rank_test().
struct SignedRank {
    double v = 0.0;        ///< sum of the ranks of the positive differences
    std::size_t n = 0;     ///< differences that took part
    std::size_t zeros = 0; ///< differences of exactly 0: left out of the ranking, as Wilcoxon did
    double p_value = 1.0;  ///< two-sided
    bool exact = false;    ///< false: normal approximation with tie and continuity correction
};

/// Wilcoxon signed-rank test: do the differences of pairs centre on 0?
///
/// For paired data, such as two runtimes measured in the same blocks: what disturbed a block disturbed both.
/// Source: Wilcoxon, Biometrics Bulletin 1 (1945); Hollander, Wolfe and Chicken (2014), section 3.1. Exact
/// when fewer than 50 differences remain and there are neither ties nor zeros; limits and corrections of R's
/// wilcox.test.
///
/// `differences` in any unit. Throws std::invalid_argument when empty or not finite. O(n log n). Pure,
/// thread-safe.
[[nodiscard]] inline SignedRank signed_rank_test(std::span<double const> differences) {
    detail::check_sample("signed_rank_test", "differences", differences);
    std::vector<double> ordered; // by size, the sign kept
    for (double difference : differences) {
        if (difference != 0.0) ordered.push_back(difference);
    }
    auto smaller = [](double a, double b) { return std::abs(a) < std::abs(b); };
    std::sort(ordered.begin(), ordered.end(), smaller);

    SignedRank result;
    result.n = ordered.size();
    result.zeros = differences.size() - ordered.size();
    if (ordered.empty()) return result;

    double ties = 0.0; // sum of t^3 - t over groups of t equal sizes
    for (auto group = ordered.begin(); group != ordered.end();) {
        auto const end = std::upper_bound(group, ordered.end(), *group, smaller);
        auto const t = static_cast<double>(end - group);
        double const middle_rank = static_cast<double>(group - ordered.begin()) + (t + 1.0) / 2.0;
        auto const positive = std::count_if(group, end, [](double value) { return value > 0.0; });
        result.v += middle_rank * static_cast<double>(positive);
        ties += t * t * t - t;
        group = end;
    }

    result.exact = ties == 0.0 && result.zeros == 0 && result.n < detail::exact_rank_limit;
    if (result.exact) {
        result.p_value = detail::exact_p_value(detail::signed_rank_cdf(result.n), result.v);
        return result;
    }
    auto const n = static_cast<double>(result.n);
    double const variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ties / 48.0;
    result.p_value = detail::normal_p_value(result.v, n * (n + 1.0) / 4.0, std::sqrt(variance));
    return result;
}

} // namespace wasmbench::stats
