// Compiled by cross-compilation, never run by this project.
#include "nan.hpp"
#include "process_usage_macos.hpp"
#include "process_use.hpp"

namespace wasmbench::probe::detail {

// macOS does not say who shares a page with whom, so there is no PSS and no USS.
void add_use(PartUsage& part, ProcessIdentity const& process) {
    part.pss = part.uss = nan;
    auto const used = process_usage(process.pid);
    if (!used || used->start != process.start_ticks) return;
    auto const ns = used->user_ns + used->system_ns + used->waited_user_ns + used->waited_system_ns;
    part.cpu_seconds += static_cast<double>(ns) * 1e-9;
    part.rss += static_cast<double>(used->resident);
}

} // namespace wasmbench::probe::detail
