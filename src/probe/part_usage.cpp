#include "proc_file.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/probe/parse_proc_stat.hpp>
#include <wasmbench/probe/parse_proc_status.hpp>
#include <wasmbench/probe/parse_smaps_rollup.hpp>
#include <wasmbench/probe/part_usage.hpp>

#include <algorithm>
#include <limits>
#include <optional>

#include <time.h>
#include <unistd.h>

namespace wasmbench::probe {
namespace {

bool same_process(ProcessIdentity const& a, ProcessIdentity const& b) {
    return a.pid == b.pid && a.start_ticks == b.start_ticks;
}

// The part's processes: its tree without the trees of the parts inside it.
std::vector<ProcessIdentity> processes_of(ProcessPart const& part, std::vector<ProcessPart> const& all) {
    auto own = descendants({part.process});
    for (auto const& other : all) {
        bool const inside = std::any_of(
            own.begin(), own.end(), [&](auto const& p) { return same_process(p, other.process); });
        if (!inside || same_process(other.process, part.process)) continue;
        for (auto const& theirs : descendants({other.process}))
            std::erase_if(own, [&](auto const& p) { return same_process(p, theirs); });
    }
    return own;
}

// All its threads, the ended ones too, by the scheduler's own clock: without the rounding to ticks of
// /proc/PID/stat, which an idle daemon may not reach in a second.
std::optional<double> process_cpu_seconds([[maybe_unused]] int pid) {
#ifdef __linux__
    clockid_t clock{};
    timespec t{};
    if (::clock_getcpuclockid(pid, &clock) == 0 && ::clock_gettime(clock, &t) == 0)
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
#endif
    return std::nullopt;
}

void add(PartUsage& part, ProcessIdentity const& process) {
    if (auto const text = detail::read_proc_file(detail::proc_path(process.pid, "stat")))
        if (auto const stat = parse_proc_stat(*text); stat && stat->start_ticks == process.start_ticks) {
            auto const seconds = [](std::uint64_t ticks) {
                return static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
            };
            part.cpu_seconds += process_cpu_seconds(process.pid).value_or(seconds(stat->utime + stat->stime)) +
                                seconds(stat->cutime + stat->cstime);
        }
    if (auto const text = detail::read_proc_file(detail::proc_path(process.pid, "status")))
        if (auto const status = parse_proc_status(*text); status && status->rss)
            part.rss += static_cast<double>(*status->rss);
    auto const text = detail::read_proc_file(detail::proc_path(process.pid, "smaps_rollup"));
    auto const rollup = text ? parse_smaps_rollup(*text) : std::nullopt;
    // A sum without one of its terms would look like a small footprint.
    constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
    part.pss += rollup ? static_cast<double>(rollup->pss) : nan;
    part.uss += rollup ? static_cast<double>(rollup->uss()) : nan;
}

} // namespace

std::vector<PartUsage> read_parts(ProcessTree const& tree) {
    std::vector<PartUsage> out;
    for (auto const& part : tree.parts) {
        auto const processes = processes_of(part, tree.parts);
        if (processes.empty()) continue;
        auto& usage = out.emplace_back();
        usage.name = part.name;
        usage.role = part.process.role;
        for (auto const& p : processes) add(usage, p);
    }
    return out;
}

} // namespace wasmbench::probe
