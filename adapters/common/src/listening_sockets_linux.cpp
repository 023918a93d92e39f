#include "listening_sockets_linux.hpp"

#include <wasmbench/core/detail/descriptor.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace wasmbench::adapters {
namespace {

struct ListenersRequest {
    nlmsghdr header{};
    inet_diag_req_v2 body{};
};

bool ask_for_listeners(int netlink, std::uint8_t family, std::uint16_t port) {
    ListenersRequest r;
    r.header.nlmsg_len = sizeof r;
    r.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    r.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    r.body.sdiag_family = family;
    r.body.sdiag_protocol = IPPROTO_TCP;
    r.body.idiag_states = 1u << TCP_LISTEN;
    r.body.id.idiag_sport = htons(port);
    return ::send(netlink, &r, sizeof r, 0) == static_cast<ssize_t>(sizeof r);
}

// False when the kernel refused.
bool read_listeners(int netlink, std::uint16_t port, std::set<std::uint64_t>& inodes) {
    alignas(nlmsghdr) std::array<char, 16 * 1024> buffer;
    for (;;) {
        auto const received = ::recv(netlink, buffer.data(), buffer.size(), 0);
        if (received <= 0) return false;
        auto left = static_cast<std::size_t>(received);
        for (auto const* at = buffer.data(); left >= sizeof(nlmsghdr);) {
            nlmsghdr head;
            std::memcpy(&head, at, sizeof head);
            if (head.nlmsg_len < sizeof head || head.nlmsg_len > left) return false;
            if (head.nlmsg_type == NLMSG_DONE) return true;
            if (head.nlmsg_type != SOCK_DIAG_BY_FAMILY ||
                head.nlmsg_len < NLMSG_HDRLEN + sizeof(inet_diag_msg))
                return false;
            inet_diag_msg one;
            std::memcpy(&one, at + NLMSG_HDRLEN, sizeof one);
            if (ntohs(one.id.idiag_sport) == port) inodes.insert(one.idiag_inode);
            auto const whole = std::min<std::size_t>(NLMSG_ALIGN(head.nlmsg_len), left);
            at += whole;
            left -= whole;
        }
    }
}

// proc(5), net/tcp: local address as hex:hexport, the state (0A = listen) in the 4th column, the inode in the
// 10th.
void add_tabulated(std::filesystem::path const& file, std::uint16_t port, std::set<std::uint64_t>& inodes) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::istringstream words(line);
        std::string slot, local, remote, state, queues, timer, retransmits, uid, timeout;
        std::uint64_t inode = 0;
        words >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >>
            inode;
        auto const colon = local.rfind(':');
        if (!words || state != "0A" || colon == std::string::npos) continue;
        if (std::stoul(local.substr(colon + 1), nullptr, 16) == port) inodes.insert(inode);
    }
}

} // namespace

std::optional<std::set<std::uint64_t>> diagnosed_listeners(std::uint16_t port) {
    wasmbench::detail::Descriptor const netlink(
        ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
    if (!netlink) return std::nullopt;
    std::set<std::uint64_t> inodes;
    for (auto const family : std::array<std::uint8_t, 2>{AF_INET, AF_INET6})
        if (!ask_for_listeners(netlink.get(), family, port) || !read_listeners(netlink.get(), port, inodes))
            return std::nullopt;
    return inodes;
}

std::set<std::uint64_t> tabulated_listeners(std::filesystem::path const& folder, std::uint16_t port) {
    std::set<std::uint64_t> inodes;
    for (auto const* table : {"tcp", "tcp6"}) add_tabulated(folder / table, port, inodes);
    return inodes;
}

} // namespace wasmbench::adapters
