#pragma once

#include <wasmbench/core/time.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace wasmbench {

/// What the kernel accounted to a process and the descendants it had waited for (getrusage(2)).
struct ResourceUsage {
    double user_seconds = 0;
    double system_seconds = 0;
    /// Largest resident set in bytes. An upper bound only: on Linux a spawned child inherits the high-water
    /// mark of the address space it was spawned from, so values at or below the harness's own peak say
    /// nothing.
    std::uint64_t max_resident_bytes = 0;
    std::uint64_t minor_faults = 0;
    std::uint64_t major_faults = 0;
    std::uint64_t voluntary_switches = 0;
    std::uint64_t involuntary_switches = 0;

    /// User and system time together.
    double cpu_seconds() const noexcept { return user_seconds + system_seconds; }
    friend bool operator==(ResourceUsage const&, ResourceUsage const&) = default;
};

/// How a process ended. Exactly one of `exit_code` and `signal` is set, and neither when something else in
/// this program (a SIGCHLD handler) reaped the process first and took its status.
struct ExitReport {
    std::optional<int> exit_code;
    std::optional<int> signal;
    bool forced = false; ///< it was killed because it did not end when asked to
    ResourceUsage usage;
    TimePoint ended_at; ///< when the harness learnt of the end

    /// Whether it ended by itself with status 0.
    bool clean() const noexcept { return exit_code == 0; }

    /// "exit status 3", "killed by signal 9", for messages.
    std::string describe() const {
        if (exit_code) return "exit status " + std::to_string(*exit_code);
        if (signal) return "killed by signal " + std::to_string(*signal);
        return "ended in an unknown way";
    }

    friend bool operator==(ExitReport const&, ExitReport const&) = default;
};

} // namespace wasmbench
