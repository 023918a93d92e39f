#include "own_group_plan.hpp"

#include "cgroup_folders.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace wasmbench::probe::detail {
namespace {

bool serves(std::vector<std::string> const& controllers, std::string_view controller) {
    return std::find(controllers.begin(), controllers.end(), controller) != controllers.end();
}

// The harness's own group in the hierarchy of `mount`.
std::optional<std::string> own_folder(
    CgroupMount const& mount, std::vector<CgroupMembership> const& memberships) {
    for (auto const& m : memberships) {
        bool const same = mount.version_2
                              ? m.controllers.empty()
                              : std::any_of(m.controllers.begin(), m.controllers.end(),
                                    [&](auto const& c) { return serves(mount.controllers, c); });
        if (same) return folder_below(mount, m.path);
    }
    return std::nullopt;
}

} // namespace

std::vector<GroupPlace> plan_own_group(
    std::vector<CgroupMount> const& mounts, std::vector<CgroupMembership> const& memberships) {
    std::vector<GroupPlace> out;
    bool memory = false, cpu = false;
    for (bool const version_2 : {false, true}) {
        for (auto const& mount : mounts) {
            if (mount.version_2 != version_2) continue;
            GroupPlace place;
            place.version_2 = version_2;
            place.memory = !memory && (version_2 || serves(mount.controllers, "memory"));
            place.cpu = !cpu && (version_2 || serves(mount.controllers, "cpuacct"));
            place.schedules = !version_2 && place.cpu && serves(mount.controllers, "cpu");
            if (!version_2 && !place.memory && !place.cpu) continue;
            auto const own = own_folder(mount, memberships);
            if (!own) continue;
            place.own = *own;
            // The root of version 2 alone may hold processes and accounted groups.
            bool const beside = version_2 && place.own != mount.mount_point;
            place.parent = beside ? place.own.substr(0, place.own.rfind('/')) : place.own;
            memory = memory || place.memory;
            cpu = cpu || place.cpu;
            out.push_back(std::move(place));
            if (version_2) return out; // it may be mounted twice
        }
    }
    return out;
}

} // namespace wasmbench::probe::detail
