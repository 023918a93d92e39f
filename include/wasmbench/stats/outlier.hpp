#pragma once

#include <wasmbench/stats/quantile.hpp>

#include <cstddef>
#include <span>

namespace wasmbench::stats {

/// How far a value lies outside the bulk of its sample. A label to be shown, never a reason to drop the
/// value: in a latency sample the outliers are often what the reader came for.
enum class Outlier { none, mild, severe };

/// Tukey's fences: Tukey, "Exploratory Data Analysis" (1977), section 2D. With quartiles q1, q3 and their
/// distance iqr, a value beyond the inner fences (1.5 iqr from the quartiles) is a mild outlier, one beyond
/// the outer fences (3 iqr) a severe one. A value *on* a fence is inside it. The quartiles are of
/// QuantileType::linear, as in R's quantile(); Tukey's hinges differ a little for small n.
struct TukeyFences {
    double outer_low = 0.0;
    double inner_low = 0.0;
    double inner_high = 0.0;
    double outer_high = 0.0;

    /// The label of one value.
    [[nodiscard]] constexpr Outlier classify(double value) const noexcept {
        if (value < outer_low || value > outer_high) return Outlier::severe;
        if (value < inner_low || value > inner_high) return Outlier::mild;
        return Outlier::none;
    }

    friend constexpr bool operator==(TukeyFences const&, TukeyFences const&) noexcept = default;
};

/// Fences of a sample in ascending order. Throws std::invalid_argument when it is empty, not ascending or not
/// finite.
[[nodiscard]] inline TukeyFences tukey_fences(std::span<double const> sorted) {
    detail::check_sorted("tukey_fences", "sorted", sorted);
    double const q1 = detail::quantile_of(sorted, 0.25);
    double const q3 = detail::quantile_of(sorted, 0.75);
    double const iqr = q3 - q1;
    return {q1 - 3.0 * iqr, q1 - 1.5 * iqr, q3 + 1.5 * iqr, q3 + 3.0 * iqr};
}

/// How many values of a sample carry which label, by side. High ones in a latency sample are interference or
/// a slow path; low ones are rare and worth a look, since nothing makes a computer faster than it is.
struct OutlierCounts {
    std::size_t mild_low = 0;
    std::size_t mild_high = 0;
    std::size_t severe_low = 0;
    std::size_t severe_high = 0;

    /// On both sides together, as severe().
    [[nodiscard]] constexpr std::size_t mild() const noexcept { return mild_low + mild_high; }
    /// On both sides together.
    [[nodiscard]] constexpr std::size_t severe() const noexcept { return severe_low + severe_high; }

    friend constexpr bool operator==(OutlierCounts const&, OutlierCounts const&) noexcept = default;
};

/// Labels every value of a sample in ascending order and counts the labels. Throws as tukey_fences() does.
[[nodiscard]] inline OutlierCounts count_outliers(std::span<double const> sorted) {
    TukeyFences const fences = tukey_fences(sorted);
    OutlierCounts counts;
    for (double value : sorted) {
        bool const low = value < fences.inner_low;
        switch (fences.classify(value)) {
        case Outlier::none:
            break;
        case Outlier::mild:
            counts.mild_low += low ? 1 : 0;
            counts.mild_high += low ? 0 : 1;
            break;
        case Outlier::severe:
            counts.severe_low += low ? 1 : 0;
            counts.severe_high += low ? 0 : 1;
            break;
        }
    }
    return counts;
}

} // namespace wasmbench::stats
