#pragma once

#include <sys/socket.h>

namespace wasmbench::load::detail {

/// The socket address of the server, over TCP or a unix socket.
struct Peer {
    sockaddr_storage address{};
    socklen_t size = 0;

    int family() const noexcept { return address.ss_family; }
    bool is_tcp() const noexcept { return address.ss_family != AF_UNIX; }
    sockaddr const* get() const noexcept { return reinterpret_cast<sockaddr const*>(&address); }
};

} // namespace wasmbench::load::detail
