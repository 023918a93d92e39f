#pragma once

#include <wasmbench/core/result.hpp>

#include <cstdint>

namespace wasmbench::probe {

/// The resident set of one process now, as `ps` shows it: VmRSS of /proc/PID/status, on macOS proc_pid_rusage. The
/// Failure's stage says in a clause why there is no figure. Some microseconds; safe from any thread.
Result<std::uint64_t> resident_bytes(int pid);

} // namespace wasmbench::probe
