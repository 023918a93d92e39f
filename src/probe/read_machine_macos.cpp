// macOS: what there is of the counters that /proc keeps. Pressure, steal, control groups and the run delay of threads are not
// among them and stay unknown. Compiled by cross-compilation, never run by this project.
#include "process_usage_macos.hpp"

#include <wasmbench/probe/disturbance.hpp>

#include <algorithm>
#include <cstdint>

#include <mach/mach_host.h>
#include <mach/mach_init.h>
#include <mach/mach_port.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

namespace wasmbench::probe {
namespace {

double clock_seconds(clockid_t clock) {
    return static_cast<double>(::clock_gettime_nsec_np(clock)) * 1e-9;
}

// How far `other` is ahead of CLOCK_MONOTONIC: of several tries the one that was interrupted least.
double ahead_of_monotonic(clockid_t other) {
    std::int64_t best = INT64_MAX;
    std::int64_t ahead = 0;
    for (int i = 0; i < 5; ++i) {
        auto const begin = static_cast<std::int64_t>(::clock_gettime_nsec_np(CLOCK_MONOTONIC));
        auto const there = static_cast<std::int64_t>(::clock_gettime_nsec_np(other));
        auto const end = static_cast<std::int64_t>(::clock_gettime_nsec_np(CLOCK_MONOTONIC));
        if (end - begin >= best) continue;
        best = end - begin;
        ahead = there - (begin + best / 2);
    }
    return static_cast<double>(ahead) * 1e-9;
}

double seconds(timeval const& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
}

// A host port is a right that has to be given back.
class HostPort {
public:
    HostPort() = default;
    ~HostPort() { ::mach_port_deallocate(::mach_task_self(), port_); }
    HostPort(HostPort const&) = delete;
    HostPort& operator=(HostPort const&) = delete;

    host_t get() const { return port_; }

private:
    host_t port_ = ::mach_host_self();
};

void add_processes(MachineReading& r) {
    for (int const pid : detail::all_pids()) {
        auto const used = detail::process_usage(pid);
        if (!used) continue;
        r.processes[pid] = {used->start, used->parent, used->name,
            static_cast<double>(used->user_ns + used->system_ns) * 1e-9,
            static_cast<double>(used->waited_user_ns + used->waited_system_ns) * 1e-9};
    }
}

void add_memory(MachineReading& r, HostPort const& host) {
    vm_statistics64_data_t vm{};
    mach_msg_type_number_t count = HOST_VM_INFO64_COUNT;
    if (::host_statistics64(host.get(), HOST_VM_INFO64, reinterpret_cast<host_info64_t>(&vm), &count) != KERN_SUCCESS)
        return;
    r.swapped = static_cast<double>(vm.swapins + vm.swapouts);
    r.major_faults = static_cast<double>(vm.pageins);
}

void add_own(MachineReading& r) {
    rusage self{}, children{};
    ::getrusage(RUSAGE_SELF, &self);
    ::getrusage(RUSAGE_CHILDREN, &children);
    r.own_major_faults = static_cast<double>(self.ru_majflt + children.ru_majflt);
    if (auto const own = detail::process_usage(::getpid())) {
        r.own_read_bytes = static_cast<double>(own->read_bytes);
        r.own_written_bytes = static_cast<double>(own->written_bytes);
    }
}

// Machine and program right after one another: what lies in between would be charged to the wrong one.
void add_cpu(MachineReading& r, HostPort const& host) {
    host_cpu_load_info_data_t load{};
    mach_msg_type_number_t count = HOST_CPU_LOAD_INFO_COUNT;
    if (::host_statistics(host.get(), HOST_CPU_LOAD_INFO, reinterpret_cast<host_info_t>(&load), &count) == KERN_SUCCESS)
        r.cpu_ticks = r.tick * (static_cast<double>(load.cpu_ticks[CPU_STATE_USER]) +
                                   static_cast<double>(load.cpu_ticks[CPU_STATE_SYSTEM]) +
                                   static_cast<double>(load.cpu_ticks[CPU_STATE_NICE]));
    rusage children{};
    ::getrusage(RUSAGE_CHILDREN, &children);
    r.children_cpu = seconds(children.ru_utime) + seconds(children.ru_stime);
    r.self_cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    r.at = SteadyClock::now();
}

} // namespace

MachineReading read_machine(std::set<std::string> const&, std::filesystem::path const&) {
    MachineReading r;
    HostPort const host;
    r.tick = 1.0 / static_cast<double>(std::max(1L, ::sysconf(_SC_CLK_TCK)));
    r.cpus = static_cast<std::uint32_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    add_processes(r);
    add_memory(r, host);
    add_own(r);
    add_cpu(r, host);
    r.realtime_ahead = ahead_of_monotonic(CLOCK_REALTIME);
    r.monotonic_ahead = -ahead_of_monotonic(CLOCK_MONOTONIC_RAW);
    return r;
}

} // namespace wasmbench::probe
