// Compiled by cross-compilation, never run by this project.
#include "process_usage_macos.hpp"

#include <wasmbench/probe/resident_bytes.hpp>

#include <string>

namespace wasmbench::probe {

Result<std::uint64_t> resident_bytes(int pid) {
    auto const used = detail::process_usage(pid);
    if (used && !used->zombie) return used->resident;
    Failure none{errc::unavailable, {}};
    none.diagnostics.stage = "proc_pid_rusage tells nothing of process " + std::to_string(pid);
    return none;
}

} // namespace wasmbench::probe
