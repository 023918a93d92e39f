#include "listening_sockets_linux.hpp"

#include <wasmbench/adapters/common/listener_owner.hpp>
#include <wasmbench/core/process_table.hpp>

#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace wasmbench::adapters {
namespace {

// The folder of the kernel's tables of the network that the processes have, when it is another than ours.
std::optional<std::filesystem::path> tables_of_another_network(
    std::vector<ProcessIdentity> const& processes) {
    std::error_code ec;
    auto const here = std::filesystem::read_symlink("/proc/self/ns/net", ec);
    for (auto const& p : processes) {
        auto const folder = std::filesystem::path("/proc") / std::to_string(p.pid);
        auto const there = std::filesystem::read_symlink(folder / "ns/net", ec);
        if (ec) continue;
        if (there == here) return std::nullopt;
        return folder / "net";
    }
    return std::nullopt;
}

// As a link in a process's folder of descriptors names a socket.
std::set<std::string> listeners(std::uint16_t port, std::vector<ProcessIdentity> const& processes) {
    auto const elsewhere = tables_of_another_network(processes);
    auto found = elsewhere ? std::nullopt : diagnosed_listeners(port);
    if (!found) found = tabulated_listeners(elsewhere.value_or("/proc/net"), port);
    std::set<std::string> names;
    for (auto const inode : *found) names.insert("socket:[" + std::to_string(inode) + "]");
    return names;
}

} // namespace

ListenerOwner listener_owner(std::uint16_t port, std::vector<ProcessIdentity> const& roots) {
    auto const processes = descendants(roots);
    auto const sockets = listeners(port, processes);
    if (sockets.empty()) return ListenerOwner::unknown;
    bool saw_all = true;
    for (auto const& p : processes) {
        std::error_code ec;
        for (std::filesystem::directory_iterator it("/proc/" + std::to_string(p.pid) + "/fd", ec), end;
             !ec && it != end; it.increment(ec)) {
            std::error_code gone;
            auto const target = std::filesystem::read_symlink(it->path(), gone);
            if (!gone && sockets.count(target.string()) != 0) return ListenerOwner::one_of_them;
        }
        if (ec && alive(p)) saw_all = false; // no permission to look
    }
    return saw_all ? ListenerOwner::someone_else : ListenerOwner::unknown;
}

} // namespace wasmbench::adapters
