#pragma once

#include <wasmbench/probe/parse_cgroup.hpp>

#include <string>
#include <vector>

namespace wasmbench::probe::detail {

/// One hierarchy in which a group of the harness's own is to be made.
struct GroupPlace {
    std::string own;    ///< folder of the group that the harness is in
    std::string parent; ///< folder in which the new group is made
    bool version_2 = false;
    bool memory = false;    ///< accounts for memory here
    bool cpu = false;       ///< accounts for CPU time here
    bool schedules = false; ///< version 1: the same hierarchy shares out the CPU

    friend bool operator==(GroupPlace const&, GroupPlace const&) = default;
};

/// Where to make one, from the mounts and the harness's own memberships: version 1's hierarchies for what they
/// account for, version 2's for the rest and for pressure. Pure; the folders need not exist.
std::vector<GroupPlace> plan_own_group(
    std::vector<CgroupMount> const& mounts, std::vector<CgroupMembership> const& memberships);

} // namespace wasmbench::probe::detail
