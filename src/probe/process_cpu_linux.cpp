#include "proc_file.hpp"
#include "process_cpu.hpp"

#include <wasmbench/probe/parse_proc_stat.hpp>

#include <unistd.h>

namespace wasmbench::probe::detail {

std::optional<ProcessCpu> read_process_cpu(ProcessIdentity const& process) {
    auto const text = read_proc_file(proc_path(process.pid, "stat"));
    if (!text) return std::nullopt;
    auto const stat = parse_proc_stat(*text);
    if (!stat || stat->start_ticks != process.start_ticks) return std::nullopt;
    bool const lives = stat->state != 'Z' && stat->state != 'X';
    return ProcessCpu{
        {stat->pid, stat->ppid, stat->start_ticks, {stat->utime, stat->stime}, {stat->cutime, stat->cstime}},
        lives ? stat->threads : 0};
}

double cpu_ticks_per_second() {
    return static_cast<double>(::sysconf(_SC_CLK_TCK));
}

Availability process_cpu_available() {
    auto const text = read_proc_file("/proc/self/stat");
    if (!text)
        return Availability::no(
            "/proc/self/stat: " + text.error().message(), "this probe needs Linux with /proc mounted, or macOS");
    if (!parse_proc_stat(*text))
        return Availability::no("/proc/self/stat does not read as the kernel documents it");
    return Availability::yes();
}

} // namespace wasmbench::probe::detail
