#include "nan.hpp"
#include "proc_file.hpp"
#include "process_use.hpp"

#include <wasmbench/probe/parse_proc_stat.hpp>
#include <wasmbench/probe/parse_proc_status.hpp>
#include <wasmbench/probe/parse_smaps_rollup.hpp>

#include <optional>

#include <time.h>
#include <unistd.h>

namespace wasmbench::probe::detail {
namespace {

// All its threads, the ended ones too, by the scheduler's own clock: without the rounding to ticks of
// /proc/PID/stat, which an idle daemon may not reach in a second.
std::optional<double> process_cpu_seconds(int pid) {
    clockid_t clock{};
    timespec t{};
    if (::clock_getcpuclockid(pid, &clock) == 0 && ::clock_gettime(clock, &t) == 0)
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
    return std::nullopt;
}

} // namespace

void add_use(PartUsage& part, ProcessIdentity const& process) {
    if (auto const text = read_proc_file(proc_path(process.pid, "stat")))
        if (auto const stat = parse_proc_stat(*text); stat && stat->start_ticks == process.start_ticks) {
            auto const seconds = [](std::uint64_t ticks) {
                return static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
            };
            part.cpu_seconds += process_cpu_seconds(process.pid).value_or(seconds(stat->utime + stat->stime)) +
                                seconds(stat->cutime + stat->cstime);
        }
    if (auto const text = read_proc_file(proc_path(process.pid, "status")))
        if (auto const status = parse_proc_status(*text); status && status->rss)
            part.rss += static_cast<double>(*status->rss);
    auto const text = read_proc_file(proc_path(process.pid, "smaps_rollup"));
    auto const rollup = text ? parse_smaps_rollup(*text) : std::nullopt;
    part.pss += rollup ? static_cast<double>(rollup->pss) : nan;
    part.uss += rollup ? static_cast<double>(rollup->uss()) : nan;
}

} // namespace wasmbench::probe::detail
