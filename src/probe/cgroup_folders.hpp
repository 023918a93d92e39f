#pragma once

#include <wasmbench/probe/group_usage.hpp>
#include <wasmbench/probe/parse_cgroup.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::probe::detail {

using probe::CgroupFolder;

/// The folder of `group` in the hierarchy of `mount`. Pure.
std::string folder_below(CgroupMount const& mount, std::string const& group);

/// Where `group` ("/docker/4f1e...") may be found for `controller`, best first: the version 1 hierarchy that
/// serves it, since a hybrid system's version 2 has none of version 1's controllers, then version 2. Pure; the
/// folders need not exist.
std::vector<CgroupFolder> cgroup_folders(
    std::vector<CgroupMount> const& mounts, std::string_view controller, std::string const& group);

/// The folders of the group `path` in one hierarchy, from its own up to the mounted root. Pure.
std::vector<std::string> folders_upwards(CgroupMount const& mount, std::string path);

} // namespace wasmbench::probe::detail
