#include "cgroup_folders.hpp"
#include "proc_file.hpp"
#include "text.hpp"

#include <wasmbench/probe/disturbance.hpp>
#include <wasmbench/probe/parse_pressure.hpp>
#include <wasmbench/probe/parse_proc_cpu.hpp>
#include <wasmbench/probe/parse_proc_stat.hpp>

#include <algorithm>
#include <charconv>

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

namespace wasmbench::probe {
namespace {

namespace fs = std::filesystem;

double clock_seconds(clockid_t clock) {
    timespec t{};
    if (::clock_gettime(clock, &t) != 0) return 0;
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

std::int64_t clock_ns(clockid_t clock) {
    timespec t{};
    ::clock_gettime(clock, &t);
    return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

// How far `other` is ahead of CLOCK_MONOTONIC: of several tries the one that was interrupted least.
double ahead_of_monotonic(clockid_t other) {
    std::int64_t best = INT64_MAX;
    std::int64_t ahead = 0;
    for (int i = 0; i < 5; ++i) {
        auto const begin = clock_ns(CLOCK_MONOTONIC);
        auto const there = clock_ns(other);
        auto const end = clock_ns(CLOCK_MONOTONIC);
        if (end - begin >= best) continue;
        best = end - begin;
        ahead = there - (begin + best / 2);
    }
    return static_cast<double>(ahead) * 1e-9;
}

double seconds(timeval const& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
}

class Reader {
public:
    explicit Reader(fs::path const& root)
        : root_(root == "/" ? std::string() : root.string()) {}

    MachineReading read(std::set<std::string> const& groups) {
        MachineReading r;
        r.tick = 1.0 / static_cast<double>(std::max(1L, ::sysconf(_SC_CLK_TCK)));
        r.cpus = static_cast<std::uint32_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
        auto const mounts = read_mounts();
        add_processes(r);
        add_run_delay(r);
        add_groups(r, mounts, groups);
        add_memory(r);
        add_pressure(r);
        add_disks(r);
        add_own(r);
        add_cpu(r, mounts);
        add_clocks(r);
        return r;
    }

private:
    std::optional<std::string> text(std::string const& path) const {
        auto found = detail::read_proc_file(root_ + path);
        if (!found) return std::nullopt;
        return *std::move(found);
    }

    std::vector<CgroupMount> read_mounts() const {
        auto const found = text("/proc/self/mountinfo");
        return found ? parse_cgroup_mounts(*found) : std::vector<CgroupMount>{};
    }

    void add_processes(MachineReading& r) const {
        std::error_code ec;
        for (fs::directory_iterator it(root_ + "/proc", ec), end; !ec && it != end; it.increment(ec)) {
            auto const name = it->path().filename().string();
            int pid = 0;
            auto const [p, e] = std::from_chars(name.data(), name.data() + name.size(), pid);
            if (e != std::errc{} || p != name.data() + name.size()) continue;
            auto const stat_text = text("/proc/" + name + "/stat");
            auto const stat = stat_text ? parse_proc_stat(*stat_text) : std::nullopt;
            if (!stat) continue;
            // The clock of the process has nanoseconds; what its children left to it is kept in ticks.
            double own = static_cast<double>(stat->utime + stat->stime) * r.tick;
            clockid_t clock{};
            if (root_.empty() && ::clock_getcpuclockid(pid, &clock) == 0) own = std::max(own, clock_seconds(clock));
            r.processes[pid] = {stat->start_ticks, stat->ppid, stat->comm, own,
                static_cast<double>(stat->cutime + stat->cstime) * r.tick};
        }
    }

    void add_run_delay(MachineReading& r) const {
        std::error_code ec;
        for (fs::directory_iterator it(root_ + "/proc/self/task", ec), end; !ec && it != end; it.increment(ec)) {
            auto const found = text("/proc/self/task/" + it->path().filename().string() + "/schedstat");
            if (!found) continue;
            auto const fields = detail::words(*found); // ns on a CPU, ns waited for one, time slices
            if (fields.size() < 2) continue;
            r.run_delay = r.run_delay.value_or(0) + static_cast<double>(detail::to_unsigned(fields[1]).value_or(0)) * 1e-9;
        }
    }

    void add_throttling(MachineReading& r, std::string const& folder) const {
        auto const found = text(folder + "/cpu.stat");
        if (!found) return;
        if (auto const n = detail::counter_in(*found, "nr_throttled")) r.throttled_periods[folder] = *n;
        if (auto const us = detail::counter_in(*found, "throttled_usec")) r.throttled_seconds[folder] = *us * 1e-6;
        if (auto const ns = detail::counter_in(*found, "throttled_time")) r.throttled_seconds[folder] = *ns * 1e-9;
    }

    void add_memory_limit(MachineReading& r, std::string const& folder) const {
        if (auto const events = text(folder + "/memory.events")) { // version 2
            auto const high = detail::counter_in(*events, "high"), max = detail::counter_in(*events, "max");
            if (high || max) r.memory_limit_hits[folder] = high.value_or(0) + max.value_or(0);
        } else if (auto const count = text(folder + "/memory.failcnt")) {
            if (auto const n = detail::to_unsigned(detail::trimmed(*count))) r.memory_limit_hits[folder] = static_cast<double>(*n);
        }
    }

    // Calls `add` with the folders of this program's group and its ancestors, and with those above each of `groups`, in every
    // hierarchy that has the controller.
    template <class Add>
    static void for_groups(std::string_view controller, std::vector<CgroupMount> const& mounts,
        std::vector<CgroupMembership> const& memberships, std::set<std::string> const& groups, Add add) {
        auto const serves = [&](std::vector<std::string> const& controllers) {
            return std::find(controllers.begin(), controllers.end(), controller) != controllers.end();
        };
        for (auto const& mount : mounts) {
            if (!mount.version_2 && !serves(mount.controllers)) continue;
            for (auto const& m : memberships)
                if (mount.version_2 ? m.controllers.empty() : serves(m.controllers))
                    for (auto const& folder : detail::folders_upwards(mount, m.path)) add(folder);
            for (auto const& group : groups) {
                auto const above = detail::folders_upwards(mount, group);
                for (std::size_t i = 1; i < above.size(); ++i) add(above[i]);
            }
        }
    }

    void add_groups(MachineReading& r, std::vector<CgroupMount> const& mounts,
        std::set<std::string> const& groups) const {
        auto const found = text("/proc/self/cgroup");
        auto const memberships = (found ? parse_cgroup_memberships(*found) : std::nullopt).value_or(std::vector<CgroupMembership>{});
        for_groups("cpu", mounts, memberships, groups, [&](std::string const& f) { add_throttling(r, f); });
        for_groups("memory", mounts, memberships, groups, [&](std::string const& f) { add_memory_limit(r, f); });
    }

    void add_memory(MachineReading& r) const {
        auto const found = text("/proc/vmstat");
        if (!found) return;
        auto const add = [](std::optional<double> a, std::optional<double> b) -> std::optional<double> {
            if (!a && !b) return std::nullopt;
            return a.value_or(0) + b.value_or(0);
        };
        r.stalls = detail::counters_in(*found, "allocstall");
        r.reclaimed =
            add(detail::counter_in(*found, "pgsteal_kswapd"), detail::counter_in(*found, "pgsteal_direct"));
        r.swapped = add(detail::counter_in(*found, "pswpin"), detail::counter_in(*found, "pswpout"));
        r.refaults = detail::counters_in(*found, "workingset_refault");
        r.major_faults = detail::counter_in(*found, "pgmajfault");
    }

    void add_pressure(MachineReading& r) const {
        constexpr std::array<char const*, 3> names = {"cpu", "io", "memory"};
        for (std::size_t i = 0; i < names.size(); ++i) {
            auto const found = text(std::string("/proc/pressure/") + names[i]);
            if (!found) continue;
            if (auto const pressure = parse_pressure(*found)) r.waited[i] = pressure->some.total;
        }
    }

    // Whole disks that are devices: their partitions and what is stacked on them would count twice.
    bool is_disk(std::string const& name) const {
        for (auto const* memory : {"loop", "ram", "zram", "dm-", "md", "sr", "fd"})
            if (name.starts_with(memory)) return false;
        std::error_code ec;
        return fs::exists(root_ + "/sys/block/" + name, ec);
    }

    void add_disks(MachineReading& r) const {
        auto const found = text("/proc/diskstats");
        if (!found) return;
        std::string_view rest = *found;
        while (auto const line = detail::take_line(rest)) {
            // Linux Documentation/admin-guide/iostats.rst; the first three are numbers and name of the device.
            auto const f = detail::words(*line);
            if (f.size() < 14 || !is_disk(std::string(f[2]))) continue;
            auto const number = [&](std::size_t i) {
                return static_cast<double>(detail::to_unsigned(f[i]).value_or(0));
            };
            r.disk_seconds = r.disk_seconds.value_or(0) + number(12) * 1e-3;
            r.disk_bytes = r.disk_bytes.value_or(0) + (number(5) + number(9)) * 512;
        }
    }

    void add_own(MachineReading& r) const {
        rusage self{}, children{};
        ::getrusage(RUSAGE_SELF, &self);
        ::getrusage(RUSAGE_CHILDREN, &children);
        r.own_major_faults = static_cast<double>(self.ru_majflt + children.ru_majflt);
        // Holds what the children did that were waited for.
        if (auto const found = text("/proc/self/io")) {
            r.own_read_bytes = detail::counter_in(*found, "read_bytes:");
            r.own_written_bytes = detail::counter_in(*found, "write_bytes:");
        }
    }

    // Machine and program right after one another: what lies in between would be charged to the wrong one.
    void add_cpu(MachineReading& r, std::vector<CgroupMount> const& mounts) const {
        std::string fine_file;
        for (auto const& m : mounts)
            if (!m.version_2 && m.root == "/" &&
                std::find(m.controllers.begin(), m.controllers.end(), "cpuacct") != m.controllers.end())
                fine_file = m.mount_point + "/cpuacct.usage";
        if (auto const found = text("/proc/stat")) {
            if (auto const cpu = parse_proc_cpu(*found)) {
                r.steal = static_cast<double>(cpu->steal) * r.tick;
                r.cpu_ticks = static_cast<double>(cpu->total() - cpu->idle - cpu->iowait - cpu->steal) * r.tick;
            }
        }
        if (!fine_file.empty())
            if (auto const found = text(fine_file))
                if (auto const ns = detail::to_unsigned(detail::trimmed(*found)))
                    r.cpu_seconds = static_cast<double>(*ns) * 1e-9;
        rusage children{};
        ::getrusage(RUSAGE_CHILDREN, &children);
        r.children_cpu = seconds(children.ru_utime) + seconds(children.ru_stime);
        r.self_cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
        r.at = SteadyClock::now();
    }

    static void add_clocks(MachineReading& r) {
        r.realtime_ahead = ahead_of_monotonic(CLOCK_REALTIME);
#ifdef __linux__
        r.monotonic_ahead = -ahead_of_monotonic(CLOCK_MONOTONIC_RAW);
#endif
    }

    std::string root_;
};

} // namespace

MachineReading read_machine(std::set<std::string> const& groups, fs::path const& root) {
    return Reader(root).read(groups);
}

} // namespace wasmbench::probe
