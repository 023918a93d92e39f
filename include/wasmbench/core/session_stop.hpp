#pragma once

#include <wasmbench/core/run_key.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace wasmbench {

/// Why a session runs no further block.
///  - all_blocks:   the plan asked for a number of blocks and for no precision
///  - satisfied:    every row has the precision that was asked for
///  - most_blocks:  the plan's blocks are used up and some row lacks the precision
///  - most_seconds: likewise the time
enum class StopReason { all_blocks, satisfied, most_blocks, most_seconds };

constexpr std::string_view to_string(StopReason r) noexcept {
    switch (r) {
    case StopReason::all_blocks:
        return "all-blocks";
    case StopReason::satisfied:
        return "satisfied";
    case StopReason::most_blocks:
        return "most-blocks";
    case StopReason::most_seconds:
        return "most-seconds";
    }
    return "all-blocks";
}

/// Inverse of to_string; nullopt for any other text.
constexpr std::optional<StopReason> stop_reason_from_string(std::string_view s) noexcept {
    for (auto r :
        {StopReason::all_blocks, StopReason::satisfied, StopReason::most_blocks, StopReason::most_seconds})
        if (to_string(r) == s) return r;
    return std::nullopt;
}

/// What a row's stopping rule had seen at the end.
struct RowPrecision {
    RunKey key; ///< without block, trial and concurrency
    bool satisfied = false;
    std::uint32_t values = 0; ///< completed trials with a value; 0: the row does not have the metric, or never ran
    /// Half the width of the rule's interval over the estimate; nullopt while there is no interval.
    std::optional<double> relative_half_width;

    friend bool operator==(RowPrecision const&, RowPrecision const&) = default;
};

/// How a session came to its end.
struct SessionStop {
    StopReason reason = StopReason::all_blocks;
    std::uint32_t blocks = 0;       ///< that were begun
    std::vector<RowPrecision> rows; ///< empty when no precision was asked for

    friend bool operator==(SessionStop const&, SessionStop const&) = default;
};

} // namespace wasmbench
