#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::probe::detail {

/// What macOS keeps of a process (libproc: PROC_PIDTBSDINFO, PROC_PIDTASKINFO, proc_pid_rusage). Compiled by
/// cross-compilation, never run by this project.
struct MacProcessUsage {
    int pid = 0;
    int parent = 0;
    std::uint64_t start = 0; ///< as ProcessIdentity::start_ticks
    std::string name; ///< at most 32 bytes
    bool zombie = false;
    std::uint64_t threads = 0; ///< 0 of a zombie
    std::uint64_t user_ns = 0;
    std::uint64_t system_ns = 0;
    std::uint64_t waited_user_ns = 0; ///< of the children that ended and that it waited for
    std::uint64_t waited_system_ns = 0;
    std::uint64_t resident = 0;       ///< bytes
    std::uint64_t footprint = 0;      ///< bytes that it alone is charged with: dirty, compressed and of its devices
    std::uint64_t peak_footprint = 0; ///< the most since it began
    std::uint64_t page_ins = 0;
    std::uint64_t read_bytes = 0;
    std::uint64_t written_bytes = 0;
    std::uint64_t instructions = 0; ///< 0 where the processor does not count them
    std::uint64_t cycles = 0;
    std::uint64_t runnable_ns = 0; ///< running and waiting for a CPU
};

/// nullopt when there is no such process, or it may not be looked at (another user's, and we are not root). Zombies
/// are there too. Some microseconds. Safe from any thread.
std::optional<MacProcessUsage> process_usage(int pid);

/// Every process of the machine, ours and others'.
std::vector<int> all_pids();

} // namespace wasmbench::probe::detail
