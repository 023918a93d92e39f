#pragma once

#include <wasmbench/stats/detail/check.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Several comparisons at once: of 20 comparisons of equals at 95 %, one is expected to look different. Pure
/// functions, safe from any thread.
///
/// Which when: simultaneous intervals (sidak_confidence(), bonferroni_confidence()) where ratios are
/// published; Holm where not one false "different" is wanted among all comparisons; Benjamini-Hochberg where
/// many are screened and a small share of false ones among those found is fine.
namespace wasmbench::stats {

namespace detail {

inline void check_p_values(std::string_view function, std::span<double const> p_values) {
    for (double p : p_values) check_probability(function, "p_values", p);
}

/// Positions in ascending order of their p-values.
inline std::vector<std::size_t> ascending_order(std::span<double const> p_values) {
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return p_values[a] < p_values[b]; });
    return order;
}

inline void check_comparisons(std::string_view function, double confidence, std::size_t comparisons) {
    check_confidence(function, confidence);
    if (comparisons == 0) reject(function, "comparisons", "is 0", "at least 1");
}

} // namespace detail

/// Holm's adjusted p-values, in the order of `p_values`: those at or below alpha are significant, with a
/// probability of at most alpha for one false among all, however the tests depend on each other. Source:
/// Holm, Scandinavian Journal of Statistics 6 (1979). None for none.
///
/// Throws std::invalid_argument when a value is not in [0, 1].
[[nodiscard]] inline std::vector<double> holm(std::span<double const> p_values) {
    detail::check_p_values("holm", p_values);
    std::vector<double> adjusted(p_values.size());
    double greatest = 0.0;
    std::size_t left = p_values.size();
    for (std::size_t i : detail::ascending_order(p_values)) {
        greatest = std::max(greatest, p_values[i] * static_cast<double>(left--));
        adjusted[i] = std::min(greatest, 1.0);
    }
    return adjusted;
}

/// Adjusted p-values of Benjamini and Hochberg, in the order of `p_values`: among those at or below alpha,
/// the expected share of false ones is at most alpha, for tests that are independent or depend positively on
/// each other (several candidates against one baseline do). Source: Journal of the Royal Statistical Society
/// B 57 (1995); dependence: Benjamini and Yekutieli, Annals of Statistics 29 (2001). None for none.
///
/// Throws std::invalid_argument when a value is not in [0, 1].
[[nodiscard]] inline std::vector<double> benjamini_hochberg(std::span<double const> p_values) {
    detail::check_p_values("benjamini_hochberg", p_values);
    std::vector<double> adjusted(p_values.size());
    auto const order = detail::ascending_order(p_values);
    auto const all = static_cast<double>(order.size());
    double least = 1.0;
    for (std::size_t rank = order.size(); rank > 0; --rank) {
        std::size_t const i = order[rank - 1];
        least = std::min(least, p_values[i] * all / static_cast<double>(rank));
        adjusted[i] = least;
    }
    return adjusted;
}

/// The level for each of `comparisons` intervals with which all of them hold together with `confidence`,
/// however they depend on each other. Source: Bonferroni's inequality.
///
/// Throws std::invalid_argument when confidence is not in (0, 1) or comparisons is 0.
[[nodiscard]] inline double bonferroni_confidence(double confidence, std::size_t comparisons) {
    detail::check_comparisons("bonferroni_confidence", confidence, comparisons);
    return 1.0 - (1.0 - confidence) / static_cast<double>(comparisons);
}

/// The same, a little narrower, for intervals that are independent or depend positively on each other.
/// Source: Sidak, JASA 62 (1967). Throws as bonferroni_confidence() does.
[[nodiscard]] inline double sidak_confidence(double confidence, std::size_t comparisons) {
    detail::check_comparisons("sidak_confidence", confidence, comparisons);
    return std::pow(confidence, 1.0 / static_cast<double>(comparisons));
}

} // namespace wasmbench::stats
