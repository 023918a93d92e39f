#include "route_socket.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>

namespace wasmbench::net {
namespace {

// The kernel answers before send() returns; what takes longer is a fault, and must not hold a session for ever.
constexpr int longest_wait_ms = 2000;

error_code last_error() {
    return {errno, boost::system::system_category()};
}

} // namespace

error_code RouteSocket::open() {
    fd_ = detail::Descriptor(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (!fd_) return last_error();
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    if (::bind(fd_.get(), reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0) return last_error();
    return {};
}

Result<RouteAnswer> RouteSocket::exchange(Bytes message) {
    auto const sequence = ++sequence_;
    std::memcpy(message.data() + offsetof(nlmsghdr, nlmsg_seq), &sequence, sizeof sequence);
    if (::send(fd_.get(), message.data(), message.size(), 0) < 0) return Failure{last_error(), {}};
    std::array<std::byte, 32 * 1024> datagram;
    for (;;) {
        pollfd ready{fd_.get(), POLLIN, 0};
        auto const r = ::poll(&ready, 1, longest_wait_ms);
        if (r < 0 && errno == EINTR) continue;
        if (r < 0) return Failure{last_error(), {}};
        if (r == 0) return Failure{{ETIMEDOUT, boost::system::system_category()}, {}};
        sockaddr_nl from{};
        socklen_t length = sizeof from;
        auto const n = ::recvfrom(
            fd_.get(), datagram.data(), datagram.size(), 0, reinterpret_cast<sockaddr*>(&from), &length);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return Failure{last_error(), {}};
        if (from.nl_pid != 0) continue; // another process may send here too
        auto const answer = read_answer(std::span(datagram).first(static_cast<std::size_t>(n)));
        if (answer && answer->sequence == sequence) return *answer;
    }
}

error_code RouteSocket::request(Bytes message) {
    auto const answer = exchange(std::move(message));
    if (!answer) return answer.error().code;
    return {answer->error.value_or(0), boost::system::system_category()};
}

Result<std::optional<Link>> RouteSocket::find_link(std::string_view name) {
    auto answer = exchange(get_link(name));
    if (!answer) return answer.error();
    if (answer->error.value_or(0) == ENODEV) return std::optional<Link>();
    if (answer->error.value_or(0) != 0)
        return Failure{{*answer->error, boost::system::system_category()}, {}};
    return std::move(answer->link);
}

} // namespace wasmbench::net
