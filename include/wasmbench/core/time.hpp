#pragma once

#include <chrono>

namespace wasmbench {

/// The clock of every measurement: monotonic, nanosecond ticks, CLOCK_MONOTONIC on Linux. Wall-clock time
/// appears only in file names and in the environment record.
using SteadyClock = std::chrono::steady_clock;
using TimePoint = SteadyClock::time_point;
using Duration = SteadyClock::duration;

/// A duration as SI seconds, the unit of every stored time.
constexpr double to_seconds(Duration d) noexcept {
    return std::chrono::duration<double>(d).count();
}

/// SI seconds as the nearest representable duration towards zero.
constexpr Duration from_seconds(double s) noexcept {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(s));
}

} // namespace wasmbench
