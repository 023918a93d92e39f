#pragma once

#include <wasmbench/stats/detail/check.hpp>
#include <wasmbench/stats/detail/moments.hpp>

#include <boost/math/distributions/chi_squared.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Whether successive values depend on each other, and what they are worth then. Values in the order in which
/// they were measured. Pure functions, safe from any thread.
namespace wasmbench::stats {

namespace detail {

/// n times the autocovariance.
inline double lagged_products(std::span<double const> values, double centre, std::size_t lag) {
    double sum = 0.0;
    for (std::size_t i = lag; i < values.size(); ++i)
        sum += (values[i] - centre) * (values[i - lag] - centre);
    return sum;
}

inline void check_series(std::string_view function, std::span<double const> values, std::size_t lags) {
    check_sample(function, "values", values, 2);
    if (lags == 0 || lags >= values.size())
        reject(function, "lags", "is " + std::to_string(lags),
            "1 to " + std::to_string(values.size() - 1) + ", less than there are values");
}

} // namespace detail

/// Autocorrelations at the lags 1 .. lags, in [-1, 1]; 0 for equal values. The usual estimate with divisor n
/// at every lag: Box, Jenkins and Reinsel, "Time Series Analysis", 3rd ed. (1994), section 2.1.5; R's acf().
/// Of independent values each is within +-2 / sqrt(n) 19 times of 20.
///
/// Throws std::invalid_argument when there are fewer than 2 values, one is not finite, or lags is not in
/// [1, n - 1]. O(n lags).
[[nodiscard]] inline std::vector<double> autocorrelation(std::span<double const> values, std::size_t lags) {
    detail::check_series("autocorrelation", values, lags);
    double const centre = detail::mean(values);
    double const variance = detail::lagged_products(values, centre, 0);
    std::vector<double> result(lags, 0.0);
    if (variance == 0.0) return result;
    for (std::size_t lag = 1; lag <= lags; ++lag)
        result[lag - 1] = detail::lagged_products(values, centre, lag) / variance;
    return result;
}

/// Result of ljung_box().
struct LjungBox {
    double statistic = 0.0; ///< chi-squared with `lags` degrees of freedom when the values are independent
    std::size_t lags = 0;
    double p_value = 1.0; ///< of so much correlation, of either sign, among independent values
};

/// The test of Ljung and Box, Biometrika 65 (1978), that the first `lags` autocorrelations are all 0. A small
/// p-value (below 0.01, say) is a warning: an interval that supposes independent values is then too narrow
/// (or, with negative correlation, too wide). It shows drifts as well. 10 lags or n / 5 are usual.
///
/// Throws as autocorrelation() does.
[[nodiscard]] inline LjungBox ljung_box(std::span<double const> values, std::size_t lags) {
    detail::check_series("ljung_box", values, lags);
    auto const n = static_cast<double>(values.size());
    LjungBox result;
    result.lags = lags;
    double lag = 0.0;
    for (double r : autocorrelation(values, lags)) {
        lag += 1.0;
        result.statistic += n * (n + 2.0) * r * r / (n - lag);
    }
    boost::math::chi_squared_distribution<double> const null(static_cast<double>(lags));
    result.p_value = cdf(complement(null, result.statistic));
    return result;
}

/// As many independent values would give the mean as small an error: n / (1 + 2 sum of the autocorrelations),
/// at most n. Of the autocorrelations, sums of two neighbouring ones are taken, made to fall, up to the first
/// that is not positive: the initial monotone sequence of Geyer, Statistical Science 7 (1992), section 3.3.
/// Equal values give n: nothing is known about their dependence.
///
/// For a figure that is no mean give it the contributions to that figure: whether each value is below the
/// median, or the ranks. Below some 50 values it is a rough guess. Throws std::invalid_argument when there
/// are fewer than 2 values or one is not finite. O(n times the lags that are needed), at worst O(n^2).
[[nodiscard]] inline double effective_sample_size(std::span<double const> values) {
    detail::check_sample("effective_sample_size", "values", values, 2);
    auto const n = values.size();
    double const centre = detail::mean(values);
    double const variance = detail::lagged_products(values, centre, 0);
    if (variance == 0.0) return static_cast<double>(n);
    double sum = 0.0;
    double last_pair = std::numeric_limits<double>::infinity();
    for (std::size_t lag = 0; lag + 1 < n; lag += 2) {
        double const pair = std::min(last_pair,
            detail::lagged_products(values, centre, lag) + detail::lagged_products(values, centre, lag + 1));
        if (pair <= 0.0) break;
        sum += pair;
        last_pair = pair;
    }
    // The pairs hold lag 0 once, which counts once, and each other lag once, which counts twice.
    double const effect = 2.0 * sum / variance - 1.0;
    return static_cast<double>(n) / std::max(effect, 1.0);
}

} // namespace wasmbench::stats
