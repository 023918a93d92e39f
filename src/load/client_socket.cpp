#include "client_socket.hpp"

#include <wasmbench/core/detail/receive_stamp.hpp>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/uio.h>
#include <unistd.h>

namespace wasmbench::load::detail {
namespace {

#ifdef MSG_NOSIGNAL
constexpr int no_signal = MSG_NOSIGNAL;
#else
constexpr int no_signal = 0; // SO_NOSIGPIPE instead
#endif

int open_socket(int family) noexcept {
#ifdef SOCK_NONBLOCK
    return ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
#else
    int const s = ::socket(family, SOCK_STREAM, 0);
    if (s < 0) return s;
    ::fcntl(s, F_SETFL, O_NONBLOCK);
    ::fcntl(s, F_SETFD, FD_CLOEXEC);
    int const on = 1;
    ::setsockopt(s, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
    return s;
#endif
}

/// When nobody listens on a port of the ephemeral range, the kernel may give a socket that very port as its
/// own, and it connects to itself.
bool connected_to_itself(int descriptor, Peer const& peer) noexcept {
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    if (!peer.is_tcp() || ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size) != 0)
        return false;
    if (own.ss_family != peer.family()) return false;
    if (own.ss_family == AF_INET) {
        auto const& a = reinterpret_cast<sockaddr_in const&>(own);
        auto const& b = reinterpret_cast<sockaddr_in const&>(peer.address);
        return a.sin_port == b.sin_port && a.sin_addr.s_addr == b.sin_addr.s_addr;
    }
    auto const& a = reinterpret_cast<sockaddr_in6 const&>(own);
    auto const& b = reinterpret_cast<sockaddr_in6 const&>(peer.address);
    return a.sin6_port == b.sin6_port && std::memcmp(&a.sin6_addr, &b.sin6_addr, sizeof a.sin6_addr) == 0;
}

Transfer result(ssize_t n) noexcept {
    return n >= 0 ? Transfer{static_cast<std::size_t>(n), 0} : Transfer{0, errno};
}

} // namespace

bool Transfer::would_block() const noexcept {
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

int ClientSocket::connect(Peer const& peer, bool stamped) noexcept {
    descriptor_ = open_socket(peer.family());
    if (descriptor_ < 0) return errno;
    if (peer.is_tcp()) {
        int const on = 1;
        ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    stamped_ = stamped && peer.is_tcp() && wasmbench::detail::ask_for_receive_stamps(descriptor_);
    if (::connect(descriptor_, peer.get(), peer.size) == 0) return finish_connect(peer);
    auto const e = errno;
    if (e != EINPROGRESS) close();
    return e;
}

int ClientSocket::finish_connect(Peer const& peer) noexcept {
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
#ifndef __linux__
    // kqueue tells reading and writing apart, so one of the two may be of a descriptor that was closed and
    // made anew.
    sockaddr_storage other{};
    socklen_t other_size = sizeof other;
    if (error == 0 && ::getpeername(descriptor_, reinterpret_cast<sockaddr*>(&other), &other_size) != 0 &&
        errno == ENOTCONN)
        return EINPROGRESS;
#endif
    if (error == 0 && connected_to_itself(descriptor_, peer)) error = ECONNREFUSED;
    if (error != 0) close();
    return error;
}

Transfer ClientSocket::send(std::string_view data) noexcept {
    return result(::send(descriptor_, data.data(), data.size(), no_signal));
}

Transfer ClientSocket::receive(char* into, std::size_t room, std::optional<std::uint64_t>& age) noexcept {
    age.reset();
    if (stamped_) {
        iovec part{into, room};
        alignas(cmsghdr) char control[wasmbench::detail::receive_stamp_room];
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        auto const r = result(::recvmsg(descriptor_, &message, 0));
        if (r.bytes > 0)
            if (auto const ns = wasmbench::detail::age_of_received(message))
                age = static_cast<std::uint64_t>(ns->count());
        return r;
    }
    return result(::recv(descriptor_, into, room, 0));
}

bool ClientSocket::stale() noexcept {
    char byte = 0;
    auto const n = ::recv(descriptor_, &byte, 1, MSG_PEEK);
    return n >= 0 || !Transfer{0, errno}.would_block();
}

void ClientSocket::close() noexcept {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

void ClientSocket::abort() noexcept {
    if (descriptor_ < 0) return;
    linger const at_once{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

} // namespace wasmbench::load::detail
