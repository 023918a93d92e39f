// The parsers of what the kernel says in text: each result, written as the kernel would, is read again as it
// was.

#include "fuzz_target.hpp"
#include "parse_task_files.hpp"

#include <wasmbench/probe/parse_cgroup.hpp>
#include <wasmbench/probe/parse_meminfo.hpp>
#include <wasmbench/probe/parse_pressure.hpp>
#include <wasmbench/probe/parse_proc_cpu.hpp>
#include <wasmbench/probe/parse_proc_stat.hpp>
#include <wasmbench/probe/parse_proc_status.hpp>
#include <wasmbench/probe/parse_smaps_rollup.hpp>

#include <cmath>
#include <sstream>

namespace {

using namespace wasmbench::fuzz;
using namespace wasmbench::probe;

template <class... Parts>
std::string line(Parts const&... parts) {
    std::ostringstream out;
    (out << ... << parts);
    return out.str();
}

std::string kib(char const* key, std::uint64_t bytes) {
    return line(key, ":  ", bytes / 1024, " kB\n");
}

std::string text_of(SmapsRollup const& s) {
    return "55d0-7ffe ---p 00000000 00:00 0   [rollup]\n" + kib("Rss", s.rss) + kib("Pss", s.pss) +
           kib("Shared_Clean", s.shared_clean) + kib("Shared_Dirty", s.shared_dirty) +
           kib("Private_Clean", s.private_clean) + kib("Private_Dirty", s.private_dirty) +
           kib("Private_Hugetlb", s.private_hugetlb) + kib("Shared_Hugetlb", s.shared_hugetlb) +
           kib("Swap", s.swap);
}

std::string text_of(MemInfo const& m) {
    return kib("MemTotal", m.total) + kib("MemFree", m.free) +
           (m.available ? kib("MemAvailable", *m.available) : "") + kib("SwapTotal", m.swap_total) +
           kib("SwapFree", m.swap_free);
}

std::string text_of(ProcStat const& s) {
    return line(s.pid, " (", s.comm, ") ", s.state, ' ', s.ppid, " 0 0 0 -1 0 ", s.minor_faults, " 0 ",
        s.major_faults, " 0 ", s.utime, ' ', s.stime, ' ', s.cutime, ' ', s.cstime, " 20 0 ", s.threads,
        " 0 ", s.start_ticks, " 0\n");
}

std::string text_of(ProcCpu const& c) {
    return line("cpu  ", c.user, ' ', c.nice, ' ', c.system, ' ', c.idle, ' ', c.iowait, ' ', c.irq, ' ',
        c.softirq, ' ', c.steal, " 0 0\ncpu0 1\n");
}

std::string text_of(ProcStatus const& s) {
    return line("Name:\tx\nState:\t", s.state, " (state)\n") + (s.rss ? kib("VmRSS", *s.rss) : "") +
           (s.peak_rss ? kib("VmHWM", *s.peak_rss) : "") +
           line("CapEff:\t", std::hex, s.effective_capabilities) +
           line("\nvoluntary_ctxt_switches:\t", s.voluntary_switches, "\nnonvoluntary_ctxt_switches:\t",
               s.involuntary_switches, '\n');
}

std::string text_of(detail::Schedstat const& s) {
    return line(s.on_cpu, ' ', s.waiting, ' ', s.slices, '\n');
}

std::string text_of(detail::StorageIo const& s) {
    return line("rchar: 1\nread_bytes: ", s.read_bytes, "\nwrite_bytes: ", s.write_bytes,
        "\ncancelled_write_bytes: 0\n");
}

std::string text_of(std::vector<CgroupMembership> const& memberships) {
    std::string out;
    for (auto const& m : memberships) {
        std::string controllers;
        for (auto const& c : m.controllers) controllers += (controllers.empty() ? "" : ",") + c;
        out += "1:" + controllers + ':' + m.path + '\n';
    }
    return out;
}

template <class Parse>
void check_round_trip(std::string_view text, Parse parse) {
    auto const value = parse(text);
    if (!value) return;
    auto const again = parse(text_of(*value));
    require(again && *again == *value, "what was read, written as the kernel would, is read again as it was");
}

void check_pressure_line(PressureLine const& l) {
    for (auto const v : {l.avg10, l.avg60, l.avg300, l.total})
        require(std::isfinite(v) && v >= 0, "a pressure is a number that is not negative");
}

void check_mounts(std::string_view text) {
    auto const mounts = parse_cgroup_mounts(text);
    require(mounts.size() <= text.size() / 10, "there is a line for each mount");
    for (auto const& m : mounts) {
        require(m.mount_point.size() + m.root.size() < text.size(), "a path is not longer than its line");
        require(!m.version_2 || m.controllers.empty(), "version 2 names no controllers");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    Input in(data, size);
    auto const which = in.byte() % 11;
    auto const text = in.text();
    switch (which) {
    case 0:
        check_round_trip(text, parse_smaps_rollup);
        break;
    case 1:
        check_round_trip(text, parse_meminfo);
        break;
    case 2:
        check_round_trip(text, parse_proc_stat);
        break;
    case 3:
        check_round_trip(text, parse_proc_cpu);
        break;
    case 4:
        check_round_trip(text, parse_proc_status);
        break;
    case 5:
        check_round_trip(text, detail::parse_schedstat);
        break;
    case 6:
        check_round_trip(text, detail::parse_storage_io);
        break;
    case 7:
        check_round_trip(text, parse_cgroup_memberships);
        break;
    case 8:
        check_mounts(text);
        break;
    case 9:
        if (auto const cpus = parse_cpu_max(text))
            require(std::isfinite(*cpus) && *cpus >= 0, "a number of CPUs is not negative");
        break;
    default:
        if (auto const p = parse_pressure(text)) {
            check_pressure_line(p->some);
            if (p->full) check_pressure_line(*p->full);
        }
    }
    return 0;
}
