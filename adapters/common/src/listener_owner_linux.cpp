#include <wasmbench/adapters/common/listener_owner.hpp>
#include <wasmbench/core/process_table.hpp>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace wasmbench::adapters {
namespace {

// proc(5), net/tcp: local address as hex:hexport, the state (0A = listen) in the 4th column, the inode in the
// 10th.
void add_listening_inodes(std::string const& file, std::uint16_t port, std::set<std::string>& inodes) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::istringstream words(line);
        std::string slot, local, remote, state, queues, timer, retransmits, uid, timeout, inode;
        words >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >>
            inode;
        auto const colon = local.rfind(':');
        if (state != "0A" || colon == std::string::npos) continue;
        if (std::stoul(local.substr(colon + 1), nullptr, 16) == port) inodes.insert("socket:[" + inode + "]");
    }
}

// The folder of the kernel's tables that list the processes' sockets: one with a network of its own has others than we.
std::string tables_of(std::vector<ProcessIdentity> const& processes) {
    std::error_code ec;
    auto const here = std::filesystem::read_symlink("/proc/self/ns/net", ec);
    for (auto const& p : processes) {
        auto const folder = "/proc/" + std::to_string(p.pid) + "/";
        auto const there = std::filesystem::read_symlink(folder + "ns/net", ec);
        if (!ec) return there == here ? "/proc/net/" : folder + "net/";
    }
    return "/proc/net/";
}

} // namespace

ListenerOwner listener_owner(std::uint16_t port, std::vector<ProcessIdentity> const& roots) {
    std::set<std::string> inodes;
    auto const processes = descendants(roots);
    auto const tables = tables_of(processes);
    add_listening_inodes(tables + "tcp", port, inodes);
    add_listening_inodes(tables + "tcp6", port, inodes);
    if (inodes.empty()) return ListenerOwner::unknown;
    bool saw_all = true;
    for (auto const& p : processes) {
        std::error_code ec;
        for (std::filesystem::directory_iterator it("/proc/" + std::to_string(p.pid) + "/fd", ec), end;
             !ec && it != end; it.increment(ec)) {
            std::error_code gone;
            auto const target = std::filesystem::read_symlink(it->path(), gone);
            if (!gone && inodes.count(target.string()) != 0) return ListenerOwner::one_of_them;
        }
        if (ec && alive(p)) saw_all = false; // no permission to look
    }
    return saw_all ? ListenerOwner::someone_else : ListenerOwner::unknown;
}

} // namespace wasmbench::adapters
