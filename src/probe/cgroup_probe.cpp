#include "cgroup_folders.hpp"
#include "nan.hpp"
#include "proc_file.hpp"

#include <wasmbench/probe/cgroup_probe.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace wasmbench::probe {
namespace {

namespace fs = std::filesystem;

} // namespace

struct CgroupProbe::State {
    Duration period;
    fs::path root;
    std::array<Metric, 6> metrics = {Metric{"memory/cgroup", Unit::bytes},
        Metric{"memory/cgroup_usage", Unit::bytes}, Metric{"cpu/cgroup", Unit::seconds},
        Metric{"memory/cgroup_peak", Unit::bytes}, Metric{"pressure/cgroup_cpu", Unit::seconds},
        Metric{"pressure/cgroup_memory", Unit::seconds}};
    GroupAccounts accounts;
    GroupUsage zero; ///< at attach()

    std::string at_root(std::string const& path) const {
        return root == "/" ? path : (root / path.substr(1)).string();
    }

    std::vector<CgroupMount> mounts() const {
        auto const text = detail::read_proc_file(at_root("/proc/self/mountinfo"));
        return text ? parse_cgroup_mounts(*text) : std::vector<CgroupMount>{};
    }

    // The first folder that holds the file which makes it one of that controller.
    std::optional<CgroupFolder> find(std::string_view controller, std::string const& group,
        char const* file_v1, char const* file_v2) const {
        for (auto folder : detail::cgroup_folders(mounts(), controller, group)) {
            folder.path = at_root(folder.path);
            std::error_code ec;
            if (fs::exists(folder.path + "/" + (folder.version_2 ? file_v2 : file_v1), ec)) return folder;
        }
        return std::nullopt;
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
    auto& accounts = state_->accounts;
    accounts.memory = state_->find("memory", group, "memory.usage_in_bytes", "memory.current");
    accounts.cpu = state_->find("cpuacct", group, "cpuacct.usage", "cpu.stat");
    // Only version 2 has pressure: asked for a file of its own, version 1 has nothing of that name.
    accounts.pressure = state_->find("memory", group, "memory.pressure", "memory.pressure");
    if (!accounts.memory && !accounts.cpu)
        return Availability::no("the control group " + group + " is in no mounted hierarchy");
    state_->zero = read_group(accounts);
    return Availability::yes();
}

void CgroupProbe::sample(TimePoint, std::span<double> out) {
    std::fill(out.begin(), out.end(), nan);
    auto const now = read_group(state_->accounts);
    auto const& zero = state_->zero;
    if (now.memory) out[1] = *now.memory;
    if (now.memory && now.unused_cache) out[0] = std::max(0.0, *now.memory - *now.unused_cache);
    if (now.cpu_seconds) out[2] = *now.cpu_seconds - zero.cpu_seconds.value_or(0);
    if (now.memory_peak) out[3] = *now.memory_peak;
    auto const waited = [](std::optional<Pressure> const& p) { return p ? p->some.total : 0; };
    if (now.cpu_pressure) out[4] = waited(now.cpu_pressure) - waited(zero.cpu_pressure);
    if (now.memory_pressure) out[5] = waited(now.memory_pressure) - waited(zero.memory_pressure);
}

void CgroupProbe::detach() noexcept {
    state_->accounts = {};
    state_->zero = {};
}

} // namespace wasmbench::probe
