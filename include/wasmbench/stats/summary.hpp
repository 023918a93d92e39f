#pragma once

#include <wasmbench/stats/detail/check.hpp>
#include <wasmbench/stats/detail/moments.hpp>
#include <wasmbench/stats/interval.hpp>
#include <wasmbench/stats/outlier.hpp>
#include <wasmbench/stats/quantile.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace wasmbench::stats {

/// One sample in figures. Every figure but `n`, `outliers` and `confidence` has the unit of the data.
///
///     Summary const cold_start = summarize(seconds_of_each_start);
///     if (!cold_start.p99_interval) ...                  // n < 299: print "n too small", not a p99
///
/// The headline is `median` with `median_interval`. `mean` and `standard_deviation` are given for comparison
/// with other work; for skewed data (any latency) they describe the few largest values more than the sample.
struct Summary {
    std::size_t n = 0;
    double min = 0.0;
    double max = 0.0;
    double mean = 0.0;
    double standard_deviation = 0.0; ///< divisor n - 1; NaN when n is 1
    double median = 0.0;
    double mad = 0.0; ///< median of |x - median|, raw: times 1.4826 it estimates sigma for normal data
    double p25 = 0.0; ///< this and the other quantiles: QuantileType::linear
    double p75 = 0.0;
    double p90 = 0.0;
    double p95 = 0.0;
    double p99 = 0.0;
    /// Order-statistic intervals at `confidence` or above; empty when n is below required_sample_size() of
    /// that quantile. A p99 without its interval is one of the two or three largest values: not a result.
    std::optional<Interval> median_interval;
    std::optional<Interval> p90_interval;
    std::optional<Interval> p95_interval;
    std::optional<Interval> p99_interval;
    OutlierCounts outliers;  ///< labels; all values, these too, are in every figure above
    double confidence = 0.0; ///< the level that was asked for
};

/// Summary of a sample in any order; the sample is copied and sorted once, O(n log n).
///
/// Throws std::invalid_argument when the sample is empty or holds a value that is not finite, or when
/// confidence is not in (0, 1). Pure and thread-safe.
///
/// The intervals suppose independent values. Latencies of one load phase are not: they share queues and
/// caches. Summarise one figure per trial (its median, its p99), not the pooled latencies of all trials.
[[nodiscard]] inline Summary summarize(std::span<double const> values, double confidence = 0.95) {
    detail::check_sample("summarize", "values", values);
    detail::check_confidence("summarize", confidence);
    std::vector<double> const sorted = sorted_copy(values);
    auto interval = [&](double p) { return quantile_interval(sorted, p, confidence); };

    Summary result;
    result.n = sorted.size();
    result.min = sorted.front();
    result.max = sorted.back();
    result.mean = detail::mean(sorted);
    result.standard_deviation = std::sqrt(detail::variance(sorted));
    result.median = detail::quantile_of(sorted, 0.5);
    result.p25 = detail::quantile_of(sorted, 0.25);
    result.p75 = detail::quantile_of(sorted, 0.75);
    result.p90 = detail::quantile_of(sorted, 0.90);
    result.p95 = detail::quantile_of(sorted, 0.95);
    result.p99 = detail::quantile_of(sorted, 0.99);
    result.median_interval = interval(0.5);
    result.p90_interval = interval(0.90);
    result.p95_interval = interval(0.95);
    result.p99_interval = interval(0.99);
    result.outliers = count_outliers(sorted);
    result.confidence = confidence;

    std::vector<double> deviations;
    deviations.reserve(sorted.size());
    for (double value : sorted) deviations.push_back(std::abs(value - result.median));
    result.mad = detail::quantile_of(sorted_copy(deviations), 0.5);
    return result;
}

} // namespace wasmbench::stats
