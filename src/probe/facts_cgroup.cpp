#include "cgroup_folders.hpp"
#include "fact_collector.hpp"
#include "text.hpp"

#include <wasmbench/probe/parse_cgroup.hpp>

#include <algorithm>
#include <functional>

namespace wasmbench::probe::detail {
namespace {

using Controller = std::string_view;

bool serves(std::vector<std::string> const& controllers, Controller wanted) {
    return std::find(controllers.begin(), controllers.end(), wanted) != controllers.end();
}

struct Hierarchies {
    std::vector<CgroupMembership> memberships;
    std::vector<CgroupMount> mounts;

    /// Where `controller` of this process is steered by version 1 or 2; empty when it is not.
    std::vector<std::string> folders(Controller controller, bool version_2) const {
        auto const mount = std::find_if(mounts.begin(), mounts.end(), [&](CgroupMount const& m) {
            return m.version_2 == version_2 && (version_2 || serves(m.controllers, controller));
        });
        auto const membership =
            std::find_if(memberships.begin(), memberships.end(), [&](CgroupMembership const& m) {
                return version_2 ? m.controllers.empty() : serves(m.controllers, controller);
            });
        if (mount == mounts.end() || membership == memberships.end()) return {};
        return folders_upwards(*mount, membership->path);
    }
};

std::string version_text(std::vector<CgroupMount> const& mounts) {
    bool const two = std::any_of(mounts.begin(), mounts.end(), [](auto const& m) { return m.version_2; });
    bool const one = std::any_of(
        mounts.begin(), mounts.end(), [](auto const& m) { return !m.version_2 && !m.controllers.empty(); });
    if (one && two) return "hybrid (controllers in version 1)";
    if (two) return "2";
    if (one) return "1";
    return "none mounted";
}

/// The smallest limit on the way up: each level may be tighter than the one below.
using ReadLimit = std::function<std::optional<double>(std::string const& folder)>;
std::optional<double> tightest(std::vector<std::string> const& folders, ReadLimit const& read) {
    std::optional<double> out;
    for (auto const& folder : folders)
        if (auto const limit = read(folder); limit && (!out || *limit < *out)) out = limit;
    return out;
}

std::optional<double> number_in(FactCollector const& facts, std::string const& path) {
    auto const text = facts.read(path);
    if (!text) return std::nullopt;
    auto const value = to_unsigned(trimmed(*text));
    if (!value) return std::nullopt; // "max", "-1"
    return static_cast<double>(*value);
}

void add_limit(FactCollector& facts, std::string name, Hierarchies const& all, Controller controller,
    ReadLimit const& read_v2, ReadLimit const& read_v1) {
    auto const v2 = all.folders(controller, true);
    auto const v1 = all.folders(controller, false);
    // A hybrid system mounts both; only the one that has the controller has the files.
    auto limit = tightest(v1, read_v1);
    if (!limit) limit = tightest(v2, read_v2);
    auto const& own = v1.empty() ? v2 : v1;
    if (own.empty())
        facts.unknown(std::move(name), "/proc/self/cgroup", "no mounted cgroup steers this process");
    else
        facts.known(std::move(name), limit ? number_text(*limit) : "none", own.front());
}

} // namespace

void collect_cgroup(FactCollector& facts) {
    auto const membership_text = facts.read("/proc/self/cgroup");
    auto const mount_text = facts.read("/proc/self/mountinfo");
    auto memberships = membership_text ? parse_cgroup_memberships(*membership_text) : std::nullopt;
    if (!memberships || !mount_text) {
        for (auto const* name : {"cgroup/version", "cgroup/cpu_limit", "cgroup/memory_limit"})
            facts.unknown(name, "/proc/self/cgroup, /proc/self/mountinfo",
                !membership_text ? membership_text.error().message()
                : !mount_text    ? mount_text.error().message()
                                 : "does not read as the kernel documents it");
        return;
    }
    Hierarchies const all{*std::move(memberships), parse_cgroup_mounts(*mount_text)};
    facts.known("cgroup/version", version_text(all.mounts), "/proc/self/mountinfo");

    add_limit(
        facts, "cgroup/cpu_limit", all, "cpu",
        [&](std::string const& folder) -> std::optional<double> {
            auto const text = facts.read(folder + "/cpu.max");
            return text ? parse_cpu_max(*text) : std::nullopt;
        },
        [&](std::string const& folder) -> std::optional<double> {
            auto const quota = number_in(facts, folder + "/cpu.cfs_quota_us");
            auto const period = number_in(facts, folder + "/cpu.cfs_period_us");
            if (!quota || !period || *period == 0) return std::nullopt;
            return *quota / *period;
        });
    add_limit(
        facts, "cgroup/memory_limit", all, "memory",
        [&](std::string const& folder) { return number_in(facts, folder + "/memory.max"); },
        [&](std::string const& folder) -> std::optional<double> {
            // Version 1 writes "no limit" as the largest number of pages it can count.
            constexpr double no_limit = 9.0e18;
            auto const bytes = number_in(facts, folder + "/memory.limit_in_bytes");
            return bytes && *bytes < no_limit ? bytes : std::nullopt;
        });
}

} // namespace wasmbench::probe::detail
