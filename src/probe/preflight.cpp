#include "text.hpp"

#include <wasmbench/probe/preflight.hpp>

#include <fmt/format.h>

namespace wasmbench::probe {
namespace {

/// The facts by name, as text and as numbers.
class Judge {
public:
    explicit Judge(std::span<Fact const> facts)
        : facts_(facts) {}

    std::optional<std::string_view> text(std::string_view name) const { return value_of(facts_, name); }

    std::optional<double> number(std::string_view name) const {
        auto const value = text(name);
        return value ? detail::to_decimal(*value) : std::nullopt;
    }

    void advise(std::string what, std::string why, std::string fix) {
        advice_.push_back({std::move(what), std::move(why), std::move(fix)});
    }

    std::vector<Advice> take() { return std::move(advice_); }

private:
    std::span<Fact const> facts_;
    std::vector<Advice> advice_;
};

constexpr char const* rebuild = "cmake --preset release && cmake --build build/release";
constexpr char const* who_computes = "ps -eo pcpu,pid,comm --sort=-pcpu | head -5 shows who; end it, or wait until it is done";

void judge_build(Judge& j) {
    if (auto const s = j.text("harness/sanitizers"); s && s != "none")
        j.advise(fmt::format("wasmbench was built with the sanitizer {}", *s),
            "its own work takes several times as long and lands in every latency",
            rebuild);
    if (auto const type = j.text("harness/build_type"); type == "Debug" || type == "none")
        j.advise(fmt::format("wasmbench was built without optimisation (build type {})", *type),
            "the load generator and not the server may be the bottleneck",
            rebuild);
    else if (j.text("harness/assertions") == "on")
        j.advise("wasmbench was built with assertions", "its hot path does more than it must",
            rebuild);
}

void judge_cpus(Judge& j) {
    auto const online = j.number("cpu/online");
    auto const limit = j.number("cgroup/cpu_limit");
    if (online && *online < 2)
        j.advise("there is only one CPU",
            "load generator and server take turns on it; concurrency shows nothing",
            "nproc shows how many there are; use a machine, or give the virtual one, two or more");
    if (online && limit && *limit < *online)
        j.advise(fmt::format("a cgroup limits this process to {} of {} CPUs", *limit, *online),
            "when the quota is used up everything stands still until the next period, some 100 ms",
            "systemd-run --scope -p CPUQuota= wasmbench ... starts it outside; or echo max into the cpu.max of the groups in "
            "/proc/self/cgroup (version 1: -1 into cpu.cfs_quota_us)");
    if (auto const load = j.number("load/1min"); load && online && *load > *online / 2)
        j.advise(fmt::format("the load average is {:.2f} on {} CPUs", *load, *online),
            "other work takes CPU time and cache from what is measured", who_computes);
    if (auto const pressure = j.number("pressure/cpu"); pressure && *pressure > 0.05)
        j.advise(fmt::format("tasks waited for a CPU in {:.0f} % of the last 10 s", *pressure * 100),
            "what is measured will wait too", who_computes);
    if (auto const others = j.number("load/other_harnesses"); others && *others > 0)
        j.advise(fmt::format("{:.0f} other wasmbench {} running", *others, *others == 1 ? "is" : "are"),
            "two measurements disturb each other, and each sees the other's instances",
            "pgrep -a wasmbench shows them; wait until they are done");
    if (auto const pressure = j.number("pressure/io"); pressure && *pressure > 0.05)
        j.advise(fmt::format("tasks waited for a disk in {:.0f} % of the last 10 s", *pressure * 100),
            "starts that read a file wait too", "grep -s . /proc/[0-9]*/io | sort -t: -k3 -n | tail shows who; wait until it is done");
    if (auto const steal = j.number("cpu/steal_ratio"); steal && *steal > 0.01)
        j.advise(fmt::format("the hypervisor has taken {:.1f} % of the CPU time since boot", *steal * 100),
            "times include work of other virtual machines",
            "vmstat 1 shows it as st; use a machine with CPUs of its own, nothing inside the virtual machine helps");
}

void judge_frequency(Judge& j) {
    if (j.text("power/source") == "battery")
        j.advise("the machine runs on its battery", "it saves power by clocking down", "plug it in");
    if (auto const governor = j.text("cpu/governor"); governor && governor != "performance")
        j.advise(fmt::format("the CPU frequency governor is {}", *governor),
            "short runs start on a slow clock and finish on a fast one",
            "sudo cpupower frequency-set -g performance");
    if (j.text("cpu/turbo") == "on")
        j.advise("turbo is on", "the clock depends on temperature and on how many CPUs are busy",
            "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo, or "
            "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost");
    if (j.text("cpu/smt") == "on")
        j.advise("two hardware threads share each core (SMT)",
            "how fast one is depends on what the other does at that moment",
            "echo off | sudo tee /sys/devices/system/cpu/smt/control");
    if (auto const clock = j.text("clock/source");
        clock == "hpet" || clock == "acpi_pm" || clock == "jiffies")
        j.advise(fmt::format("the clock source is {}", *clock),
            "reading the time costs a microsecond or more and is part of every latency",
            "dmesg | grep -i tsc says why tsc was given up; echo tsc | sudo tee "
            "/sys/devices/system/clocksource/clocksource0/current_clocksource, or boot with tsc=reliable");
}

void judge_memory(Judge& j) {
    if (auto const used = j.number("memory/swap_used"); used && *used > 0)
        j.advise(fmt::format("{:.0f} MiB of swap are in use", *used / (1 << 20)),
            "swapped-out pages are missing from PSS and RSS, and reading them back takes milliseconds",
            "end what needs the memory, then sudo swapoff -a && sudo swapon -a");
    auto const total = j.number("memory/total");
    auto const available = j.number("memory/available");
    if (total && available && *available < *total / 10)
        j.advise(fmt::format("only {:.0f} MiB of memory are available", *available / (1 << 20)),
            "the kernel will drop the page cache in the middle of a trial",
            "ps -eo rss,pid,comm --sort=-rss | head -5 shows what needs the memory; end it");
    if (auto const pressure = j.number("pressure/memory"); pressure && *pressure > 0.01)
        j.advise(fmt::format("tasks waited for memory in {:.0f} % of the last 10 s", *pressure * 100),
            "every page that a start asks for may wait",
            "ps -eo rss,pid,comm --sort=-rss | head -5 shows what needs the memory; end it");
    if (j.text("memory/transparent_huge_pages") == "always")
        j.advise("transparent huge pages are given to everybody",
            "memory figures jump by 2 MiB, and the kernel's merging takes CPU time at any moment",
            "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled");
    if (auto const free = j.number("disk/temporary_free"); free && *free < 2.0 * (1 << 30))
        j.advise(fmt::format("only {:.0f} MiB are free in the temporary folder", *free / (1 << 20)),
            "compiled modules, images and logs of a campaign need up to 2 GiB",
            "df -h \"${TMPDIR:-/tmp}\" shows it; free some, or set TMPDIR to another folder");
}

void judge_limits(Judge& j) {
    if (auto const files = j.number("process/open_files"); files && *files < 1024)
        j.advise(fmt::format("only {} files may be open", *files),
            "every connection of the load is one, on both sides", "ulimit -n 65536");
}

} // namespace

std::vector<Advice> preflight(std::span<Fact const> facts) {
    Judge j(facts);
    judge_build(j);
    judge_cpus(j);
    judge_frequency(j);
    judge_memory(j);
    judge_limits(j);
    return j.take();
}

} // namespace wasmbench::probe
