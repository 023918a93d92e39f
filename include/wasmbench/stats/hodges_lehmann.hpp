#pragma once

#include <wasmbench/stats/detail/check.hpp>
#include <wasmbench/stats/detail/pair_select.hpp>
#include <wasmbench/stats/detail/rank_null.hpp>
#include <wasmbench/stats/interval.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace wasmbench::stats {

/// A Hodges-Lehmann estimate, in the unit of the data. `interval` is empty when the samples are too small for
/// the confidence that was asked for.
struct HodgesLehmann {
    double estimate = 0.0;
    std::optional<Interval> interval;
};

namespace detail {

template <class Pairs>
HodgesLehmann hodges_lehmann_of(Pairs const& pairs, EndRank const& end) {
    HodgesLehmann result{pairwise_median(pairs), std::nullopt};
    if (end.rank > 0) {
        result.interval =
            Interval{pairs.ranked(end.rank), pairs.ranked(pairs.size() + 1 - end.rank), end.confidence};
    }
    return result;
}

} // namespace detail

/// By how much the candidate lies above the baseline: the median of all m n differences candidate - baseline,
/// with the confidence interval that belongs to the Mann-Whitney test. Positive: the candidate is larger
/// (slower).
///
/// For two *independent* samples; for pairs see hodges_lehmann_location() of the differences, or
/// paired_ratio(). The interval supposes that the two distributions have one shape and differ by a shift; the
/// estimate is useful without that. It is not the difference of the medians, and varies less than that.
/// Source: Hodges and Lehmann, Annals of Mathematical Statistics 34 (1963); Hollander, Wolfe and Chicken
/// (2014), sections 4.2 and 4.3.
///
/// The interval is exact (coverage at least nominal, ties or not) when both samples have fewer than 50
/// values, else by the normal approximation. At 0.95 it needs, for instance, 4 and 4 values, or 3 and 5.
///
/// Throws std::invalid_argument when a sample is empty or not finite, or confidence is not in (0, 1). Takes
/// O((m + n) log(m + n)) time and O(m + n) memory, however many differences there are. Pure and thread-safe.
[[nodiscard]] inline HodgesLehmann hodges_lehmann_shift(
    std::span<double const> baseline, std::span<double const> candidate, double confidence = 0.95) {
    detail::check_sample("hodges_lehmann_shift", "baseline", baseline);
    detail::check_sample("hodges_lehmann_shift", "candidate", candidate);
    detail::check_confidence("hodges_lehmann_shift", confidence);
    std::vector<double> first(baseline.begin(), baseline.end());
    std::vector<double> second(candidate.begin(), candidate.end());
    std::sort(first.begin(), first.end());
    std::sort(second.begin(), second.end());

    std::size_t const limit = detail::exact_rank_limit;
    detail::EndRank end{};
    if (first.size() < limit && second.size() < limit) {
        end = detail::exact_end_rank(detail::mann_whitney_cdf(first.size(), second.size()), confidence);
    } else {
        auto const m = static_cast<double>(first.size());
        auto const n = static_cast<double>(second.size());
        end = detail::normal_end_rank(m * n / 2.0, std::sqrt(m * n * (m + n + 1.0) / 12.0), confidence);
    }
    return detail::hodges_lehmann_of(detail::PairwiseDifferences{first, second}, end);
}

/// The centre of one sample: the median of the Walsh averages (x_i + x_j) / 2, with the confidence interval
/// that belongs to the Wilcoxon signed-rank test. Meant for differences or log ratios of pairs.
///
/// The interval supposes a symmetric distribution, which differences of exchangeable pairs have; do not use
/// it for raw latencies (quantile_interval() supposes nothing). Source: Hollander, Wolfe and Chicken (2014),
/// sections 3.2 and 3.3. Exact when n < 50; at 0.95 it needs n >= 6.
///
/// Throws std::invalid_argument when the sample is empty or not finite, or confidence is not in (0, 1). O(n
/// log n). Pure and thread-safe.
[[nodiscard]] inline HodgesLehmann hodges_lehmann_location(
    std::span<double const> values, double confidence = 0.95) {
    detail::check_sample("hodges_lehmann_location", "values", values);
    detail::check_confidence("hodges_lehmann_location", confidence);
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());

    detail::EndRank end{};
    if (sorted.size() < detail::exact_rank_limit) {
        end = detail::exact_end_rank(detail::signed_rank_cdf(sorted.size()), confidence);
    } else {
        auto const n = static_cast<double>(sorted.size());
        double const mean = n * (n + 1.0) / 4.0;
        end = detail::normal_end_rank(mean, std::sqrt(mean * (2.0 * n + 1.0) / 6.0), confidence);
    }
    return detail::hodges_lehmann_of(detail::WalshAverages{sorted}, end);
}

} // namespace wasmbench::stats
