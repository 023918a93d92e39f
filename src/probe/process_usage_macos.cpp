#include "process_usage_macos.hpp"

#include <cstddef>
#include <cstring>

#include <libproc.h>
#include <mach/mach_time.h>
#include <sys/proc_info.h>
#include <sys/proc.h>
#include <sys/resource.h>

namespace wasmbench::probe::detail {
namespace {

// The kernel counts CPU time in ticks of the machine's timer: 125/3 ns on Apple silicon.
std::uint64_t to_ns(std::uint64_t ticks) {
    static mach_timebase_info_data_t const base = [] {
        mach_timebase_info_data_t b{};
        if (::mach_timebase_info(&b) != KERN_SUCCESS || b.denom == 0) return mach_timebase_info_data_t{1, 1};
        return b;
    }();
    // Whole and rest apart: the product of a year's ticks does not fit.
    return ticks / base.denom * base.numer + ticks % base.denom * base.numer / base.denom;
}

} // namespace

std::optional<MacProcessUsage> process_usage(int pid) {
    constexpr std::uint64_t zombies_too = 1;
    proc_bsdinfo info{};
    if (::proc_pidinfo(pid, PROC_PIDTBSDINFO, zombies_too, &info, sizeof info) != static_cast<int>(sizeof info))
        return std::nullopt;
    rusage_info_v4 used{};
    // The declaration wants a pointer to a pointer, of which the kernel fills what it points at.
    if (::proc_pid_rusage(pid, RUSAGE_INFO_V4, reinterpret_cast<rusage_info_t*>(&used)) != 0) return std::nullopt;

    MacProcessUsage out;
    out.pid = pid;
    out.parent = static_cast<int>(info.pbi_ppid);
    out.start = info.pbi_start_tvsec * 1'000'000u + info.pbi_start_tvusec;
    out.zombie = info.pbi_status == SZOMB;
    out.name.assign(info.pbi_name, ::strnlen(info.pbi_name, sizeof info.pbi_name));
    if (out.name.empty()) out.name.assign(info.pbi_comm, ::strnlen(info.pbi_comm, sizeof info.pbi_comm));
    proc_taskinfo task{};
    if (!out.zombie &&
        ::proc_pidinfo(pid, PROC_PIDTASKINFO, 0, &task, sizeof task) == static_cast<int>(sizeof task))
        out.threads = static_cast<std::uint64_t>(task.pti_threadnum);
    out.user_ns = to_ns(used.ri_user_time);
    out.system_ns = to_ns(used.ri_system_time);
    out.waited_user_ns = to_ns(used.ri_child_user_time);
    out.waited_system_ns = to_ns(used.ri_child_system_time);
    out.resident = used.ri_resident_size;
    out.footprint = used.ri_phys_footprint;
    out.peak_footprint = used.ri_lifetime_max_phys_footprint;
    out.page_ins = used.ri_pageins;
    out.read_bytes = used.ri_diskio_bytesread;
    out.written_bytes = used.ri_diskio_byteswritten;
    out.instructions = used.ri_instructions;
    out.cycles = used.ri_cycles;
    out.runnable_ns = to_ns(used.ri_runnable_time);
    return out;
}

std::vector<int> all_pids() {
    int const bytes = ::proc_listpids(PROC_ALL_PIDS, 0, nullptr, 0);
    if (bytes <= 0) return {};
    // Room for those that begin in between.
    std::vector<int> pids(static_cast<std::size_t>(bytes) / sizeof(int) + 64);
    int const got =
        ::proc_listpids(PROC_ALL_PIDS, 0, pids.data(), static_cast<int>(pids.size() * sizeof(int)));
    pids.resize(got > 0 ? static_cast<std::size_t>(got) / sizeof(int) : 0);
    std::erase_if(pids, [](int pid) { return pid <= 0; });
    return pids;
}

} // namespace wasmbench::probe::detail
