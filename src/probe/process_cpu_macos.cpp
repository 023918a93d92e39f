// macOS: nanoseconds take the place of clock ticks. Compiled by cross-compilation, never run by this project.
#include "process_cpu.hpp"
#include "process_usage_macos.hpp"

#include <unistd.h>

namespace wasmbench::probe::detail {

std::optional<ProcessCpu> read_process_cpu(ProcessIdentity const& process) {
    auto const used = process_usage(process.pid);
    if (!used || used->start != process.start_ticks) return std::nullopt;
    return ProcessCpu{{used->pid, used->parent, used->start, {used->user_ns, used->system_ns},
                          {used->waited_user_ns, used->waited_system_ns}},
        used->threads};
}

double cpu_ticks_per_second() {
    return 1e9;
}

Availability process_cpu_available() {
    if (!process_usage(::getpid())) return Availability::no("proc_pid_rusage refuses to tell of this very process");
    return Availability::yes();
}

} // namespace wasmbench::probe::detail
