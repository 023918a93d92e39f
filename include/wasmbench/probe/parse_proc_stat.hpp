#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wasmbench::probe {

/// What /proc/PID/stat says of one process. Times are in clock ticks (sysconf(_SC_CLK_TCK), 100 a second
/// almost everywhere), as the kernel gives them: rounding is left to whoever adds them up.
struct ProcStat {
    int pid = 0;
    std::string
        comm; ///< program name as the process gave it, cut to 15 bytes by the kernel; any byte may be in it
    char state = '?'; ///< R, S, D, T, t, I, Z (ended, not yet waited for), X
    int ppid = 0;
    std::uint64_t utime = 0;
    std::uint64_t stime = 0;
    std::uint64_t cutime = 0; ///< user time of children that ended *and were waited for*, and of theirs
    std::uint64_t cstime = 0; ///< the same, system time
    std::uint64_t threads = 0;
    std::uint64_t start_ticks =
        0; ///< ticks after boot at which it started; names the process together with the pid
    std::uint64_t minor_faults = 0; ///< page faults of its own for which nothing was read
    std::uint64_t major_faults = 0; ///< and for which storage was

    friend bool operator==(ProcStat const&, ProcStat const&) = default;
};

/// Reads the text of a /proc/PID/stat file (proc(5)).
///
/// The name stands in parentheses and may itself hold spaces, parentheses and line breaks, so fields are
/// counted from the *last* closing one. nullopt when a field up to `starttime` is missing or malformed. Pure;
/// safe from any thread.
std::optional<ProcStat> parse_proc_stat(std::string_view text);

} // namespace wasmbench::probe
