#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wasmbench::probe {

/// What /proc/PID/status says of one process, as far as it is used here. Unlike smaps_rollup it may be read
/// for processes of other users too.
struct ProcStatus {
    char state = '?';
    std::optional<std::uint64_t> rss;         ///< VmRSS, bytes; absent for a zombie and for a kernel thread
    std::optional<std::uint64_t> peak_rss;    ///< VmHWM, bytes: the highest RSS since the last exec
    std::uint64_t effective_capabilities = 0; ///< CapEff, bit n = capability n of capabilities(7)
    std::uint64_t voluntary_switches = 0;
    std::uint64_t involuntary_switches = 0;

    friend bool operator==(ProcStatus const&, ProcStatus const&) = default;
};

/// Reads the text of a /proc/PID/status file (proc(5)).
///
/// nullopt when the State, CapEff or a ctxt_switches line is missing, a line that is used appears twice, or
/// its number is malformed. VmRSS and VmHWM are kept by the kernel in per-CPU batches: they may be off by
/// some hundred KiB. Pure; safe from any thread.
std::optional<ProcStatus> parse_proc_status(std::string_view text);

} // namespace wasmbench::probe
