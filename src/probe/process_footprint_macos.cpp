// Compiled by cross-compilation, never run by this project.
#include "process_footprint.hpp"
#include "process_usage_macos.hpp"

#include <unistd.h>

namespace wasmbench::probe::detail {

std::optional<ProcessFootprint> read_footprint(int pid) {
    auto const used = process_usage(pid);
    if (!used || used->zombie) return std::nullopt;
    return ProcessFootprint{static_cast<double>(used->resident), static_cast<double>(used->footprint),
        static_cast<double>(used->peak_footprint)};
}

Availability footprint_available() {
    if (!read_footprint(::getpid())) return Availability::no("proc_pid_rusage refuses to tell of this very process");
    return Availability::yes();
}

} // namespace wasmbench::probe::detail
