#pragma once

#include <wasmbench/stats/detail/check.hpp>
#include <wasmbench/stats/hodges_lehmann.hpp>
#include <wasmbench/stats/interval.hpp>
#include <wasmbench/stats/signed_rank.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace wasmbench::stats {

/// Result of paired_ratio(); without unit.
struct PairedRatio {
    double ratio = 1.0;               ///< candidate / baseline; above 1 the candidate is larger (slower)
    std::optional<Interval> interval; ///< of the ratio; empty when there are too few pairs (0.95 needs 6)
    SignedRank test;                  ///< of the log ratios; its p-value asks "is the ratio 1?"
};

/// How many times the baseline the candidate takes, from pairs measured together (one pair per block).
///
/// The ratio of a pair is free of whatever slowed its whole block. The estimate is exp of the Hodges-Lehmann
/// centre of log(candidate / baseline), its interval exp of the signed-rank interval: exact for fewer than 50
/// pairs, with no normal distribution supposed. Logarithms make "twice" and "half" equally far from 1, so
/// that exchanging the two sides gives exactly the reciprocal result.
///
/// Plan for 12 pairs or more at 0.95. From there on one wild pair leaves the interval narrow; with fewer, its
/// ends still rest on averages that contain the wild pair. The estimate is hardly moved either way.
/// (Student's interval, mean_interval() of the log ratios, grows about thirtyfold when one pair of 12 is
/// tripled and the rest vary by 1 %.)
///
///     PairedRatio const r = paired_ratio(native_medians, wasm_medians);   // one median per block
///     if (r.interval) print(r.ratio, r.interval->low, r.interval->high);  // 1.42 [1.38, 1.45]
///
/// baseline[i] and candidate[i] form a pair; both > 0, the same unit. Throws std::invalid_argument when the
/// lengths differ, are 0, a value is not positive and finite, or confidence is not in (0, 1). Pure and
/// thread-safe.
[[nodiscard]] inline PairedRatio paired_ratio(
    std::span<double const> baseline, std::span<double const> candidate, double confidence = 0.95) {
    auto check_positive = [](char const* argument, std::span<double const> values) {
        detail::check_sample("paired_ratio", argument, values);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (values[i] > 0.0) continue;
            detail::reject("paired_ratio", argument,
                "holds " + detail::describe(values[i]) + " at index " + std::to_string(i),
                "positive numbers, since the logarithm of their ratio is taken");
        }
    };
    check_positive("baseline", baseline);
    check_positive("candidate", candidate);
    detail::check_confidence("paired_ratio", confidence);
    if (candidate.size() != baseline.size()) {
        detail::reject("paired_ratio", "candidate", "has " + std::to_string(candidate.size()) + " values",
            "as many as 'baseline', " + std::to_string(baseline.size()) + ", one for each pair");
    }

    std::vector<double> log_ratios;
    log_ratios.reserve(baseline.size());
    // A difference of logarithms, not the logarithm of a quotient: it changes only its sign when the sides
    // change.
    for (std::size_t i = 0; i < baseline.size(); ++i) {
        log_ratios.push_back(std::log(candidate[i]) - std::log(baseline[i]));
    }

    HodgesLehmann const centre = hodges_lehmann_location(log_ratios, confidence);
    PairedRatio result{std::exp(centre.estimate), std::nullopt, signed_rank_test(log_ratios)};
    if (centre.interval) {
        result.interval = Interval{
            std::exp(centre.interval->low), std::exp(centre.interval->high), centre.interval->confidence};
    }
    return result;
}

} // namespace wasmbench::stats
