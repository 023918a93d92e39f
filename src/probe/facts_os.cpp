#include "fact_collector.hpp"
#include "sysctl.hpp"
#include "text.hpp"

#include <wasmbench/core/time.hpp>

#include <fmt/format.h>

#include <array>

#include <sys/utsname.h>
#include <time.h>

namespace wasmbench::probe::detail {
namespace {

void add_kernel(FactCollector& facts) {
    utsname name{};
    ::uname(&name);
    facts.known("os/kernel", std::string(name.sysname) + ' ' + name.release, "uname");
    facts.known("os/kernel_build", name.version, "uname");
    facts.known("os/architecture", name.machine, "uname");
}

void add_distribution(FactCollector& facts) {
    std::string const path = "/etc/os-release";
    auto const text = facts.read(path);
    if (auto const version = sysctl_text("kern.osproductversion"); version && !text) {
        facts.known("os/distribution", "macOS " + *version, "sysctl kern.osproductversion");
        return;
    }
    if (!text) {
        facts.unknown("os/distribution", path, text.error().message());
        return;
    }
    std::string_view rest = *text;
    std::string_view const key = "PRETTY_NAME=";
    while (auto const line = take_line(rest)) {
        if (!line->starts_with(key)) continue;
        auto value = trimmed(line->substr(key.size()));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        facts.known("os/distribution", std::string(value), path);
        return;
    }
    facts.unknown("os/distribution", path, "no PRETTY_NAME line");
}

// Of the kernel's command line only what changes measurements: the rest may name disks and machines.
void add_tuning(FactCollector& facts) {
    constexpr std::array<std::string_view, 14> wanted = {"isolcpus", "nohz", "nohz_full", "rcu_nocbs",
        "mitigations", "intel_pstate", "amd_pstate", "processor.max_cstate", "intel_idle.max_cstate", "idle",
        "clocksource", "tsc", "transparent_hugepage", "preempt"};
    std::string const path = "/proc/cmdline";
    auto const text = facts.read(path);
    if (!text) {
        facts.unknown("os/tuning", path, text.error().message());
        return;
    }
    std::vector<std::string_view> found;
    for (auto const option : words(*text))
        for (auto const name : wanted)
            if (option.substr(0, option.find('=')) == name) found.push_back(option);
    facts.known("os/tuning", found.empty() ? "none" : fmt::format("{}", fmt::join(found, " ")), path);
}

void add_clock(FactCollector& facts) {
    std::string const base = "/sys/devices/system/clocksource/clocksource0/";
    facts.file("clock/source", base + "current_clocksource");
    facts.file("clock/available", base + "available_clocksource");
    timespec t{};
    ::clock_getres(CLOCK_MONOTONIC, &t);
    auto const resolution = std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
    facts.known("clock/resolution", number_text(to_seconds(resolution)), "clock_getres(CLOCK_MONOTONIC)");
}

} // namespace

void collect_os(FactCollector& facts) {
    add_kernel(facts);
    add_distribution(facts);
    add_tuning(facts);
    facts.file("os/aslr", "/proc/sys/kernel/randomize_va_space");
    facts.file("os/perf_event_paranoid", "/proc/sys/kernel/perf_event_paranoid");
    add_clock(facts);
    facts.file("network/port_range", "/proc/sys/net/ipv4/ip_local_port_range");
    facts.file("network/listen_backlog", "/proc/sys/net/core/somaxconn");
}

} // namespace wasmbench::probe::detail
