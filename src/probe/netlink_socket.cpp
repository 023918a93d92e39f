#include "netlink_socket.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wasmbench::probe::detail {
namespace {

// Room for some ten thousand messages, which is what the kernel counts with its own overhead for each.
constexpr int receive_buffer = 16 * 1024 * 1024;

error_code last_error() {
    return {errno, boost::system::system_category()};
}

} // namespace

NetlinkSocket::~NetlinkSocket() {
    close();
}

void NetlinkSocket::close() noexcept {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

error_code NetlinkSocket::open(int protocol, std::uint32_t groups) {
    close();
    fd_ = ::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
    if (fd_ < 0) return last_error();
    // Beyond the limit of ordinary users where that is allowed.
    if (::setsockopt(fd_, SOL_SOCKET, SO_RCVBUFFORCE, &receive_buffer, sizeof receive_buffer) != 0)
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = groups;
    if (::bind(fd_, reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0) return last_error();
    return {};
}

error_code NetlinkSocket::send(std::uint16_t type, std::uint16_t flags, std::span<std::byte const> payload) {
    nlmsghdr header{};
    header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + payload.size());
    header.nlmsg_type = type;
    header.nlmsg_flags = flags;
    std::vector<std::byte> bytes(header.nlmsg_len);
    std::memcpy(bytes.data(), &header, sizeof header);
    std::memcpy(bytes.data() + sizeof header, payload.data(), payload.size());
    if (::send(fd_, bytes.data(), bytes.size(), 0) < 0) return last_error();
    return {};
}

NetlinkSocket::Received NetlinkSocket::receive(std::vector<std::byte>& datagram, int milliseconds) {
    datagram.resize(16 * 1024);
    for (;;) {
        sockaddr_nl from{};
        socklen_t length = sizeof from;
        auto const n = ::recvfrom(
            fd_, datagram.data(), datagram.size(), 0, reinterpret_cast<sockaddr*>(&from), &length);
        if (n >= 0) {
            if (from.nl_pid != 0) continue; // another process may send here too
            datagram.resize(static_cast<std::size_t>(n));
            return Received::datagram;
        }
        if (errno == EINTR) continue;
        if (errno == ENOBUFS) return Received::lost;
        if (errno != EAGAIN && errno != EWOULDBLOCK) return Received::failed;
        pollfd ready{fd_, POLLIN, 0};
        if (milliseconds <= 0 || ::poll(&ready, 1, milliseconds) <= 0) return Received::nothing;
        milliseconds = 0;
    }
}

} // namespace wasmbench::probe::detail
