#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::adapters::docker {

/// Where a hierarchy of control groups is mounted.
struct CgroupMount {
    std::filesystem::path mount_point;
    std::string root; ///< which group of the hierarchy is there; "/" usually
    bool unified = false;
    std::vector<std::string> controllers; ///< of version 1: "cpu", "cpuacct"

    friend bool operator==(CgroupMount const&, CgroupMount const&) = default;
};

/// Those of a /proc/PID/mountinfo (proc(5)).
std::vector<CgroupMount> parse_cgroup_mounts(std::string_view mountinfo);

/// The group of the container `id` among the lines of /proc/PID/cgroup; nullopt when none of them is.
std::optional<std::filesystem::path> parse_container_cgroup(std::string_view cgroup, std::string_view id);

/// CPU time of a control group and of those that were below it.
struct CgroupCpu {
    double user_seconds = 0;
    double system_seconds = 0;
    friend bool operator==(CgroupCpu const&, CgroupCpu const&) = default;
};
/// cpuacct.usage (nanoseconds), shared out as cpuacct.stat says (ticks).
std::optional<CgroupCpu> parse_cpuacct(std::string_view usage, std::string_view stat);
/// cpu.stat of version 2.
std::optional<CgroupCpu> parse_cpu_stat(std::string_view stat);

/// Reads it of `group`, a path as /proc/PID/cgroup has it; nullopt when it is not there or not readable.
std::optional<CgroupCpu> cgroup_cpu(std::filesystem::path const& group);

/// Names of the groups right below the root of any hierarchy that begin with `prefix`, each once.
std::set<std::string> top_cgroups(std::string_view prefix);

/// Removes `group`, which must be empty, from every hierarchy. True when it is gone from all.
bool remove_cgroup(std::filesystem::path const& group);

/// Whether process `pid` sees the same root of all control groups as this one.
bool same_cgroup_namespace(int pid);

} // namespace wasmbench::adapters::docker
