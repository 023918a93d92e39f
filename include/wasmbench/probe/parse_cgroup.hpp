#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::probe {

/// One line of /proc/PID/cgroup: a hierarchy and the process's place in it.
struct CgroupMembership {
    std::vector<std::string> controllers; ///< {"cpu", "cpuacct"}; empty for the one hierarchy of version 2
    std::string path;                     ///< as seen from the reader's cgroup namespace: begins with '/'

    friend bool operator==(CgroupMembership const&, CgroupMembership const&) = default;
};

/// One mounted cgroup hierarchy.
struct CgroupMount {
    bool version_2 = false;
    std::vector<std::string> controllers; ///< version 1: which ones this mount serves; empty for version 2
    std::string root;                     ///< the part of the hierarchy that is mounted, "/" for all of it
    std::string mount_point;              ///< where

    friend bool operator==(CgroupMount const&, CgroupMount const&) = default;
};

/// Reads the text of a /proc/PID/cgroup file (cgroups(7)). nullopt when a line is malformed or none is there.
/// Pure; safe from any thread.
std::optional<std::vector<CgroupMembership>> parse_cgroup_memberships(std::string_view text);

/// The cgroup mounts among the lines of a /proc/PID/mountinfo text (proc(5)), the octal escapes of paths
/// undone. Lines that are no mounts are passed over. Pure; safe from any thread.
std::vector<CgroupMount> parse_cgroup_mounts(std::string_view text);

/// A cpu.max text of version 2 ("150000 100000", "max 100000") as a number of CPUs (1.5). nullopt when there
/// is no limit or the text is malformed. Pure; safe from any thread.
std::optional<double> parse_cpu_max(std::string_view text);

} // namespace wasmbench::probe
