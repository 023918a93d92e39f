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
void add_listening_inodes(char const* file, std::uint16_t port, std::set<std::string>& inodes) {
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

} // namespace

ListenerOwner listener_owner(std::uint16_t port, std::vector<ProcessIdentity> const& roots) {
    std::set<std::string> inodes;
    add_listening_inodes("/proc/net/tcp", port, inodes);
    add_listening_inodes("/proc/net/tcp6", port, inodes);
    if (inodes.empty()) return ListenerOwner::unknown;
    bool saw_all = true;
    for (auto const& p : descendants(roots)) {
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
