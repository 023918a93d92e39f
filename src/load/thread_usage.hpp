#pragma once

namespace wasmbench::load::detail {

/// What the calling thread has used up to now, in seconds.
struct ThreadUsage {
    double cpu = 0;       ///< user and system
    double run_delay = 0; ///< runnable, and waiting for a CPU (Linux with schedstats; otherwise 0)
};

ThreadUsage thread_usage() noexcept;

/// For how long a CPU quota has held back the control groups of this process, in seconds: throttled_usec of
/// cgroup v2's cpu.stat, throttled_time of v1's. 0 where there is none.
double throttled_seconds();

} // namespace wasmbench::load::detail
