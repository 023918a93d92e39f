#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wasmbench::plan {

/// Of what the relative half width is asked.
///  - row:   of each row's own median over trials
///  - ratio: of how many times the first row of its workload and endpoint that can be run here a row takes, from
///           pairs of the same block
enum class PrecisionOf { row, ratio };

constexpr std::string_view to_string(PrecisionOf o) noexcept {
    return o == PrecisionOf::ratio ? "ratio" : "row";
}

/// Inverse of to_string; nullopt for any other text.
constexpr std::optional<PrecisionOf> precision_of_from_string(std::string_view s) noexcept {
    for (auto o : {PrecisionOf::row, PrecisionOf::ratio})
        if (to_string(o) == s) return o;
    return std::nullopt;
}

/// How precise every row's figure has to be before a session may end: sequential sampling in place of a number of
/// trials that is guessed before the first one is seen. Times are SI seconds.
struct Precision {
    /// One of precision_metrics. A trial counts as one value, the median of its samples; rows without the metric
    /// are not waited for.
    std::string metric = "start/ready";
    PrecisionOf of = PrecisionOf::row;
    double relative_half_width = 0.05; ///< of the interval; in (0, 1)
    double confidence = 0.95;          ///< in (0, 1)
    std::uint32_t least_blocks = 12;   ///< no row is satisfied before; at least 1
    /// The session begins no further block when so many have passed since its beginning; nullopt: no such cap.
    std::optional<double> most_seconds = {};

    friend bool operator==(Precision const&, Precision const&) = default;
};

/// The metrics that a precision can be asked of.
inline constexpr std::array<std::string_view, 5> precision_metrics = {
    "start/ready", "http/service_time", "http/throughput", "cpu/usage", "command/elapsed"};

} // namespace wasmbench::plan
