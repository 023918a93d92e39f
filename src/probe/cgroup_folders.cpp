#include "cgroup_folders.hpp"

#include <algorithm>

namespace wasmbench::probe::detail {

std::string folder_below(CgroupMount const& mount, std::string const& group) {
    // In a container the group may be named from outside the part that is mounted.
    auto below = group;
    if (mount.root != "/" && below.starts_with(mount.root)) below.erase(0, mount.root.size());
    return mount.mount_point + (below == "/" ? "" : below);
}

std::vector<CgroupFolder> cgroup_folders(
    std::vector<CgroupMount> const& mounts, std::string_view controller, std::string const& group) {
    std::vector<CgroupFolder> out;
    for (bool const version_2 : {false, true}) {
        for (auto const& mount : mounts) {
            if (mount.version_2 != version_2) continue;
            if (!version_2 && std::find(mount.controllers.begin(), mount.controllers.end(), controller) ==
                                  mount.controllers.end())
                continue;
            out.push_back({folder_below(mount, group), version_2});
        }
    }
    return out;
}

std::vector<std::string> folders_upwards(CgroupMount const& mount, std::string path) {
    // In a container the path may be seen from outside the mounted part.
    if (mount.root != "/" && path.starts_with(mount.root)) path.erase(0, mount.root.size());
    std::vector<std::string> out;
    while (path.size() > 1) {
        out.push_back(mount.mount_point + path);
        path.erase(path.rfind('/'));
    }
    out.push_back(mount.mount_point);
    return out;
}

} // namespace wasmbench::probe::detail
