#include "cgroup_folders.hpp"
#include "proc_file.hpp"
#include "text.hpp"

#include <wasmbench/probe/cgroup_probe.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace wasmbench::probe {
namespace {

namespace fs = std::filesystem;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::optional<double> number_in(std::string const& path) {
    auto const text = detail::read_proc_file(path);
    if (!text) return std::nullopt;
    auto const value = detail::to_unsigned(detail::trimmed(*text));
    if (!value) return std::nullopt;
    return static_cast<double>(*value);
}

// The value of a "key value" line, as in memory.stat and cpu.stat.
std::optional<double> entry_in(std::string const& path, std::string_view key) {
    auto const text = detail::read_proc_file(path);
    if (!text) return std::nullopt;
    return detail::counter_in(*text, key);
}

} // namespace

struct CgroupProbe::State {
    Duration period;
    fs::path root;
    std::array<Metric, 3> metrics = {Metric{"memory/cgroup", Unit::bytes},
        Metric{"memory/cgroup_usage", Unit::bytes}, Metric{"cpu/cgroup", Unit::seconds}};
    std::optional<detail::CgroupFolder> memory;
    std::optional<detail::CgroupFolder> cpu;
    double cpu_zero = 0;

    std::string at_root(std::string const& path) const {
        return root == "/" ? path : (root / path.substr(1)).string();
    }

    std::vector<CgroupMount> mounts() const {
        auto const text = detail::read_proc_file(at_root("/proc/self/mountinfo"));
        return text ? parse_cgroup_mounts(*text) : std::vector<CgroupMount>{};
    }

    // The first folder that holds the file which makes it one of that controller.
    std::optional<detail::CgroupFolder> find(std::string_view controller, std::string const& group,
        char const* file_v1, char const* file_v2) const {
        for (auto folder : detail::cgroup_folders(mounts(), controller, group)) {
            folder.path = at_root(folder.path);
            std::error_code ec;
            if (fs::exists(folder.path + "/" + (folder.version_2 ? file_v2 : file_v1), ec)) return folder;
        }
        return std::nullopt;
    }

    std::optional<double> usage() const {
        if (!memory) return std::nullopt;
        return number_in(memory->path + (memory->version_2 ? "/memory.current" : "/memory.usage_in_bytes"));
    }
    std::optional<double> unused_cache() const {
        return entry_in(
            memory->path + "/memory.stat", memory->version_2 ? "inactive_file" : "total_inactive_file");
    }
    std::optional<double> cpu_seconds() const {
        if (!cpu) return std::nullopt;
        auto const time = cpu->version_2 ? entry_in(cpu->path + "/cpu.stat", "usage_usec")
                                         : number_in(cpu->path + "/cpuacct.usage");
        if (!time) return std::nullopt;
        return *time * (cpu->version_2 ? 1e-6 : 1e-9);
    }
};

CgroupProbe::CgroupProbe(Duration period, fs::path root)
    : state_(std::make_unique<State>()) {
    state_->period = period;
    state_->root = std::move(root);
}

CgroupProbe::~CgroupProbe() = default;

std::string_view CgroupProbe::name() const noexcept {
    return "cgroup";
}

Availability CgroupProbe::availability() const {
    bool memory = false, cpu = false;
    for (auto const& m : state_->mounts()) {
        auto serves = [&](char const* c) {
            return m.version_2 || std::find(m.controllers.begin(), m.controllers.end(), c) != m.controllers.end();
        };
        memory = memory || serves("memory");
        cpu = cpu || serves("cpuacct");
    }
    if (memory && cpu) return Availability::yes();
    return Availability::no(
        std::string("no control group hierarchy that accounts ") +
            (memory ? "CPU time" : cpu ? "memory" : "memory and CPU time") + " is mounted",
        "mount one (the init system or the container engine does that); without it a container's memory and "
        "CPU are those of its processes only");
}

std::span<Metric const> CgroupProbe::metrics() const noexcept {
    return state_->metrics;
}

Duration CgroupProbe::period() const noexcept {
    return state_->period;
}

Availability CgroupProbe::attach(ProcessTree const& tree) {
    detach();
    if (!tree.cgroup) return Availability::no("the instance has no control group of its own");
    auto const group = tree.cgroup->string();
    state_->memory = state_->find("memory", group, "memory.usage_in_bytes", "memory.current");
    state_->cpu = state_->find("cpuacct", group, "cpuacct.usage", "cpu.stat");
    if (!state_->memory && !state_->cpu)
        return Availability::no("the control group " + group + " is in no mounted hierarchy");
    state_->cpu_zero = state_->cpu_seconds().value_or(0);
    return Availability::yes();
}

void CgroupProbe::sample(TimePoint, std::span<double> out) {
    std::fill(out.begin(), out.end(), nan);
    if (auto const usage = state_->usage()) {
        out[1] = *usage;
        if (auto const unused = state_->unused_cache()) out[0] = std::max(0.0, *usage - *unused);
    }
    if (auto const cpu = state_->cpu_seconds()) out[2] = *cpu - state_->cpu_zero;
}

void CgroupProbe::detach() noexcept {
    state_->memory.reset();
    state_->cpu.reset();
    state_->cpu_zero = 0;
}

} // namespace wasmbench::probe
