#pragma once

#include <wasmbench/stats/detail/check.hpp>
#include <wasmbench/stats/random.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace wasmbench::stats {

/// Result of permutation_test().
struct PermutationTest {
    double statistic = 0.0;       ///< of the samples as given
    double p_value = 1.0;         ///< two-sided: share of splits with |statistic| at least as large
    std::size_t permutations = 0; ///< splits that were looked at
    bool exact = false;           ///< every possible split was looked at; no chance is involved
};

namespace detail {

/// Number of ways to choose k of n, or `limit` when there are at least that many.
inline std::size_t choose_up_to(std::size_t n, std::size_t k, std::size_t limit) {
    double ways = 1.0; // exact while small; only compared with the limit when large
    for (std::size_t i = 1; i <= std::min(k, n - k); ++i) {
        ways = ways * static_cast<double>(n - std::min(k, n - k) + i) / static_cast<double>(i);
        if (ways >= static_cast<double>(limit)) return limit;
    }
    return static_cast<std::size_t>(std::llround(ways));
}

} // namespace detail

/// Permutation test of any two-sample statistic: could the labels "baseline" and "candidate" be exchanged?
///
/// `statistic` is called as statistic(baseline, candidate), both std::span<double const>, must not depend on
/// the order inside a span, and should be 0 when there is no effect, such as a difference of medians. It is
/// called from this thread only; what it throws passes through.
///
///     auto medians = [](std::span<double const> a, std::span<double const> b) {
///         return quantile(sorted_copy(b), 0.5) - quantile(sorted_copy(a), 0.5);
///     };
///     double const p = permutation_test(baseline, candidate, medians, seed).p_value;
///
/// When there are at most `permutations` ways to split the pooled values, all are tried and the p-value is
/// exact. Otherwise `permutations` random splits are drawn from `seed`, and the p-value is (1 + extreme) / (1
/// + drawn): never 0, which no finite number of draws can show. The same seed gives the same result on every
/// platform. Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 15; Phipson and
/// Smyth, "Permutation P-values Should Never Be Zero", SAGMB 9 (2010).
///
/// Throws std::invalid_argument when a sample is empty or not finite, `permutations` is 0, or the statistic
/// is not finite. O(permutations) calls of the statistic. Pure and thread-safe as far as `statistic` is.
template <std::invocable<std::span<double const>, std::span<double const>> Statistic>
[[nodiscard]] PermutationTest permutation_test(std::span<double const> baseline,
    std::span<double const> candidate, Statistic&& statistic, std::uint64_t seed,
    std::size_t permutations = 9999) {
    detail::check_sample("permutation_test", "baseline", baseline);
    detail::check_sample("permutation_test", "candidate", candidate);
    if (permutations == 0)
        detail::reject("permutation_test", "permutations", "is 0", "at least 1, usually 9999");

    std::size_t const split = baseline.size();
    std::vector<double> pooled(baseline.begin(), baseline.end());
    pooled.insert(pooled.end(), candidate.begin(), candidate.end());
    auto of_split = [&](std::span<double const> values) {
        double const value = std::invoke(statistic, values.first(split), values.subspan(split));
        return detail::check_statistic("permutation_test", value, "one split of the pooled values");
    };

    PermutationTest result;
    result.statistic = of_split(pooled);
    // Splits that are equal to the given one must count as such, although they add up in another order.
    double const threshold = std::abs(result.statistic) * (1.0 - 1e-12);
    std::size_t extreme = 0;
    auto look_at = [&](std::span<double const> values) {
        if (std::abs(of_split(values)) >= threshold) ++extreme;
    };

    std::size_t const splits = detail::choose_up_to(pooled.size(), split, permutations + 1);
    result.exact = splits <= permutations;
    if (result.exact) {
        std::vector<char> in_candidate(pooled.size(), 0);
        std::fill(in_candidate.begin() + static_cast<std::ptrdiff_t>(split), in_candidate.end(), char{1});
        std::vector<double> values(pooled.size());
        do {
            std::size_t next[2] = {0, split}; // where the next baseline, candidate value goes
            for (std::size_t i = 0; i < pooled.size(); ++i) {
                values[next[static_cast<std::size_t>(in_candidate[i])]++] = pooled[i];
            }
            look_at(values);
            ++result.permutations;
        } while (std::next_permutation(in_candidate.begin(), in_candidate.end()));
        result.p_value = static_cast<double>(extreme) / static_cast<double>(result.permutations);
        return result;
    }

    Xoshiro256 engine(seed);
    for (; result.permutations < permutations; ++result.permutations) {
        shuffle(engine, std::span<double>(pooled));
        look_at(pooled);
    }
    result.p_value = (1.0 + static_cast<double>(extreme)) / (1.0 + static_cast<double>(permutations));
    return result;
}

} // namespace wasmbench::stats
