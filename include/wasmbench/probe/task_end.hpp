#pragma once

#include <cstdint>
#include <string>

namespace wasmbench::probe {

/// What the kernel says of one thread when it ends (struct taskstats; Linux,
/// Documentation/accounting/taskstats-struct.rst).
struct TaskEnd {
    int pid = 0;            ///< of the thread
    int process = 0;        ///< of its process (the thread group)
    int parent = 0;         ///< process id of its parent at the end
    std::string name;       ///< at most 15 bytes
    /// In the scheduler's nanoseconds, as of the last time it looked: what the thread used since the last tick
    /// or switch before its end is missing, so that one that was never interrupted has 0.
    double cpu_seconds = 0;
    double user_seconds = 0; ///< counted by the tick: of a thread of some ms it says little
    double system_seconds = 0;
    double lifetime_seconds = 0;
    double peak_rss = 0; ///< bytes: the highest resident set of its address space, since the exec
    std::uint64_t minor_faults = 0;
    std::uint64_t major_faults = 0;
    std::uint64_t voluntary_switches = 0;
    std::uint64_t involuntary_switches = 0;
    double run_delay_seconds = 0; ///< ready to run and waiting for a CPU
    std::uint64_t read_bytes = 0; ///< from storage
    std::uint64_t write_bytes = 0;

    friend bool operator==(TaskEnd const&, TaskEnd const&) = default;
};

} // namespace wasmbench::probe
