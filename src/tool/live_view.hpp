#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::tool {

/// How much there is to see on a terminal.
struct ScreenSize {
    std::size_t columns = 80;
    std::size_t rows = 24;

    friend bool operator==(ScreenSize const&, ScreenSize const&) = default;
};

/// What a trial gave, in SI; nullopt where it has no such figure.
struct LiveResult {
    std::string row;
    std::optional<double> cold_start_seconds;
    std::optional<double> p50_seconds;
    std::optional<double> per_second;
};

struct LiveFailure {
    std::string row;
    std::string reason;
};

/// What a person who looks on is shown of a campaign. Texts may hold anything: live_lines() makes them harmless.
struct LiveView {
    std::string name;
    std::string folder;
    std::uint32_t trials = 0; ///< at most so many are run
    std::uint32_t ended = 0;  ///< of them, however they ended
    std::uint32_t failed = 0;
    std::uint32_t discarded = 0;
    std::uint32_t skipped_rows = 0;
    double elapsed_seconds = 0;
    std::optional<double> seconds_left; ///< nullopt as long as nothing is known
    std::string row;  ///< of the trial under way; empty between two
    std::string step; ///< of that trial: "concurrent, 10 connections"
    std::deque<LiveResult> results; ///< the last first
    std::deque<LiveFailure> failures; ///< the last first
};

/// How many results and failures are shown at most.
inline constexpr std::size_t live_results = 8;
inline constexpr std::size_t live_failures = 3;

/// The view as lines for a screen of that size: each narrower than the screen, so that no terminal wraps it, and fewer
/// than its rows, so that it does not scroll. No control characters, whatever the texts hold. Where there is little
/// room the last failures go first, then the last results. Pure.
std::vector<std::string> live_lines(LiveView const& view, ScreenSize size);

} // namespace wasmbench::tool
