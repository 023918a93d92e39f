#include "fact_collector.hpp"
#include "sysctl.hpp"
#include "text.hpp"

#include <wasmbench/probe/parse_proc_cpu.hpp>

#include <fmt/format.h>

#include <set>

#include <unistd.h>

namespace wasmbench::probe::detail {
namespace {

// What /proc/cpuinfo calls it depends on the architecture: x86 and POWER, some ARM boards, bare ARM.
void add_cpuinfo(FactCollector& facts) {
    std::string const path = "/proc/cpuinfo";
    auto const text = facts.read(path);
    auto const field = [&](std::string_view key) -> std::optional<std::string> {
        if (!text) return std::nullopt;
        auto const value = first_field(*text, key);
        if (!value || value->empty()) return std::nullopt;
        return std::string(*value);
    };
    auto const reason = [&](std::string_view what) {
        return text ? fmt::format("no {} line", what) : text.error().message();
    };
    auto model = field("model name");
    if (!model) model = field("Model");
    if (!model)
        if (auto part = field("CPU part"))
            model = "part " + *part + " of implementer " + field("CPU implementer").value_or("?");
    if (auto const brand = sysctl_text("machdep.cpu.brand_string"); brand && !text)
        facts.known("cpu/model", *brand, "sysctl machdep.cpu.brand_string");
    else
        facts.maybe("cpu/model", model, path, reason("model name"));
    facts.maybe("cpu/microcode", field("microcode"), path, reason("microcode"));
}

void add_counts(FactCollector& facts) {
    auto const online = ::sysconf(_SC_NPROCESSORS_ONLN);
    facts.known("cpu/online", std::to_string(online), "sysconf(_SC_NPROCESSORS_ONLN)");
    std::string const path = "/proc/self/status";
    auto const status = facts.read(path);
    if (!status) {
        facts.unknown("cpu/allowed", path, status.error().message());
    } else {
        auto const list = first_field(*status, "Cpus_allowed_list");
        facts.maybe("cpu/allowed", list ? std::optional(std::string(*list)) : std::nullopt, path,
            "no Cpus_allowed_list line");
    }
    facts.file("cpu/isolated", "/sys/devices/system/cpu/isolated");
}

// One value when all CPUs agree, else the different ones.
void add_of_every_policy(FactCollector& facts, std::string name, std::string const& file) {
    std::string const base = "/sys/devices/system/cpu/cpufreq";
    std::set<std::string> values;
    for (auto const& entry : facts.list(base)) {
        if (!entry.starts_with("policy")) continue;
        if (auto const text = facts.read(base + '/' + entry + '/' + file)) values.emplace(trimmed(*text));
    }
    auto const source = base + "/policy*/" + file;
    if (values.empty())
        facts.unknown(std::move(name), source,
            "the kernel does not control the frequency here, usual in a virtual machine");
    else
        facts.known(std::move(name), fmt::format("{}", fmt::join(values, ", ")), source);
}

void add_turbo(FactCollector& facts) {
    std::string const intel = "/sys/devices/system/cpu/intel_pstate/no_turbo";
    std::string const generic = "/sys/devices/system/cpu/cpufreq/boost";
    if (auto const text = facts.read(intel)) {
        auto const off = switch_text(*text);
        facts.maybe("cpu/turbo", off ? std::optional<std::string>(*off == "on" ? "off" : "on") : off, intel,
            "neither 0 nor 1");
    } else if (auto const boost = facts.read(generic)) {
        facts.maybe("cpu/turbo", switch_text(*boost), generic, "neither 0 nor 1");
    } else {
        facts.unknown("cpu/turbo", generic + ", " + intel, "the kernel does not control turbo here");
    }
}

void add_smt(FactCollector& facts) {
    std::string const path = "/sys/devices/system/cpu/smt/active";
    auto const text = facts.read(path);
    if (text)
        facts.maybe("cpu/smt", switch_text(*text), path, "neither 0 nor 1");
    else
        facts.unknown("cpu/smt", path, text.error().message());
}

// "vulnerable: a; mitigated: b, c". What does not affect the CPU is left out.
void add_mitigations(FactCollector& facts) {
    std::string const base = "/sys/devices/system/cpu/vulnerabilities";
    std::vector<std::string> vulnerable;
    std::vector<std::string> mitigated;
    bool any = false;
    for (auto const& name : facts.list(base)) {
        auto const text = facts.read(base + '/' + name);
        if (!text) continue;
        any = true;
        if (text->starts_with("Not affected")) continue;
        (text->starts_with("Mitigation") ? mitigated : vulnerable).push_back(name);
    }
    auto const text = [](std::vector<std::string> const& names) {
        return names.empty() ? std::string("none") : fmt::format("{}", fmt::join(names, ", "));
    };
    if (any)
        facts.known("cpu/mitigations",
            fmt::format("vulnerable: {}; mitigated: {}", text(vulnerable), text(mitigated)), base);
    else
        facts.unknown("cpu/mitigations", base, "no file there could be read");
}

void add_steal(FactCollector& facts) {
    std::string const path = "/proc/stat";
    auto const text = facts.read(path);
    auto const cpu = text ? parse_proc_cpu(*text) : std::nullopt;
    if (!cpu || cpu->total() == 0) {
        auto const reason = text ? std::string("no line of all CPUs") : text.error().message();
        facts.unknown("cpu/steal_ticks", path, reason);
        facts.unknown("cpu/steal_ratio", path, reason);
        return;
    }
    facts.known("cpu/steal_ticks", std::to_string(cpu->steal), path);
    facts.known("cpu/steal_ratio",
        fmt::format("{:.6f}", static_cast<double>(cpu->steal) / static_cast<double>(cpu->total())), path);
}

} // namespace

void collect_cpu(FactCollector& facts) {
    add_cpuinfo(facts);
    add_counts(facts);
    add_of_every_policy(facts, "cpu/governor", "scaling_governor");
    add_of_every_policy(facts, "cpu/frequency_driver", "scaling_driver");
    add_turbo(facts);
    add_smt(facts);
    add_mitigations(facts);
    add_steal(facts);
}

} // namespace wasmbench::probe::detail
