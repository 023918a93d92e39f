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

void judge_build(Judge& j) {
    if (auto const s = j.text("harness/sanitizers"); s && s != "none")
        j.advise(fmt::format("wasmbench was built with the sanitizer {}", *s),
            "its own work takes several times as long and lands in every latency",
            "use a build of the preset release");
    if (auto const type = j.text("harness/build_type"); type == "Debug" || type == "none")
        j.advise(fmt::format("wasmbench was built without optimisation (build type {})", *type),
            "the load generator and not the server may be the bottleneck",
            "use a build of the preset release");
    else if (j.text("harness/assertions") == "on")
        j.advise("wasmbench was built with assertions", "its hot path does more than it must",
            "use a build of the preset release");
}

void judge_cpus(Judge& j) {
    auto const online = j.number("cpu/online");
    auto const limit = j.number("cgroup/cpu_limit");
    if (online && *online < 2)
        j.advise("there is only one CPU",
            "load generator and server take turns on it; concurrency shows nothing",
            "use a machine with two CPUs or more");
    if (online && limit && *limit < *online)
        j.advise(fmt::format("a cgroup limits this process to {} of {} CPUs", *limit, *online),
            "when the quota is used up everything stands still until the next period, some 100 ms",
            "start it outside the limited service or container, or raise the quota");
    if (auto const load = j.number("load/1min"); load && online && *load > *online / 2)
        j.advise(fmt::format("the load average is {} on {} CPUs", *load, *online),
            "other work takes CPU time and cache from what is measured", "end it, or wait until it is done");
    if (auto const pressure = j.number("pressure/cpu"); pressure && *pressure > 0.05)
        j.advise(fmt::format("tasks waited for a CPU in {:.0f} % of the last 10 s", *pressure * 100),
            "what is measured will wait too", "end the other work, or wait until it is done");
    if (auto const steal = j.number("cpu/steal_ratio"); steal && *steal > 0.01)
        j.advise(fmt::format("the hypervisor has taken {:.1f} % of the CPU time since boot", *steal * 100),
            "times include work of other virtual machines",
            "use a machine with CPUs of its own; nothing inside the virtual machine helps");
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
    if (auto const clock = j.text("clock/source");
        clock == "hpet" || clock == "acpi_pm" || clock == "jiffies")
        j.advise(fmt::format("the clock source is {}", *clock),
            "reading the time costs a microsecond or more and is part of every latency",
            "see dmesg for why tsc was given up; boot with tsc=reliable if it is known to be good");
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
            "the kernel will drop the page cache in the middle of a trial", "end what needs the memory");
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
