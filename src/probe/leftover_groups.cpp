#include "group_name.hpp"
#include "proc_file.hpp"
#include "text.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/probe/leftover_groups.hpp>
#include <wasmbench/probe/parse_cgroup.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <string_view>
#include <thread>

#include <unistd.h>

namespace wasmbench::probe {
namespace {

namespace fs = std::filesystem;

std::vector<ProcessIdentity> processes_inside(fs::path const& group) {
    std::vector<ProcessIdentity> out;
    auto const text = detail::read_proc_file((group / "cgroup.procs").string());
    if (!text) return out;
    std::string_view rest = *text;
    while (auto const line = detail::take_line(rest)) {
        auto const pid = detail::to_unsigned(detail::trimmed(*line));
        if (!pid || *pid == 0) continue; // 0: of a process namespace that cannot be seen from here
        if (auto const process = identify(static_cast<int>(*pid)); process && process->pid != ::getpid()) out.push_back(*process);
    }
    return out;
}

std::string inside_text(fs::path const& group) {
    auto const inside = processes_inside(group);
    if (inside.empty()) return "nobody inside";
    std::string out = inside.size() == 1 ? "inside: " : std::to_string(inside.size()) + " processes inside, the first: ";
    return out + std::to_string(inside.front().pid) + " " + command_line(inside.front().pid);
}

Failure not_removed(fs::path const& group, error_code ec, std::string remedy) {
    Failure f{ec, {}};
    f.diagnostics.stage = "remove a control group";
    f.diagnostics.subject = group.string();
    f.diagnostics.remedy = std::move(remedy);
    return f;
}

// A process that is just ending is still in the way for a moment.
constexpr auto busy_limit = std::chrono::seconds(2);

Result<void> remove_group(fs::path const& group) {
    // All at once, where the kernel can do it (version 2, Linux 5.14).
    if (!processes_inside(group).empty() && ::access((group / "cgroup.kill").c_str(), W_OK) == 0)
        std::ofstream(group / "cgroup.kill") << "1";
    unsigned ignored = 0;
    if (!kill_all([&] { return processes_inside(group); }, ignored))
        return not_removed(group, errc::leaked_processes, "end the processes that its cgroup.procs names, as the user that they belong to");
    auto const limit = std::chrono::steady_clock::now() + busy_limit;
    while (::rmdir(group.c_str()) != 0 && errno != ENOENT) {
        if (errno != EBUSY || std::chrono::steady_clock::now() > limit) {
            error_code const ec(errno, boost::system::system_category());
            return not_removed(group, ec, ec == boost::system::errc::device_or_resource_busy ? "" : "run it as root");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return {};
}

// Each folder is listed by itself: one that goes meanwhile hides itself and no other.
void look_below(fs::path const& folder, std::vector<Leftover>& out) {
    std::error_code ec;
    for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
        std::error_code gone;
        if (it->is_symlink(gone) || !it->is_directory(gone)) continue;
        auto const group = it->path();
        look_below(group, out);
        auto const owner = detail::owner_of_group(group.filename().string());
        if (!owner || owner->boot != this_owner().boot || !is_dead(*owner)) continue; // no group survives a boot
        if (std::any_of(out.begin(), out.end(), [&](auto const& l) { return l.name == group; })) continue; // mounted twice
        out.push_back({"control group", group.string(), inside_text(group), owner, [group, owner]() -> Result<void> {
            if (!is_dead(*owner)) return {};
            return remove_group(group);
        }});
    }
}

} // namespace

std::vector<Leftover> leftover_groups(fs::path const& root) {
    std::vector<Leftover> out;
    auto const at_root = [&](std::string const& path) { return root == "/" ? fs::path(path) : root / path.substr(1); };
    auto const mountinfo = detail::read_proc_file(at_root("/proc/self/mountinfo").string());
    if (!mountinfo) return out;
    for (auto const& mount : parse_cgroup_mounts(*mountinfo)) look_below(at_root(mount.mount_point), out);
    return out;
}

} // namespace wasmbench::probe
