#pragma once

#include <cstdint>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wasmbench::tests {

/// Listens on a port of the loopback (0: any) while it lives.
class Listener {
public:
    explicit Listener(std::uint16_t port)
        : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        int const on = 1;
        ::setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(port);
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(fd_, reinterpret_cast<sockaddr*>(&where), sizeof where);
        ::listen(fd_, 1);
    }
    ~Listener() { ::close(fd_); }
    Listener(Listener const&) = delete;
    Listener& operator=(Listener const&) = delete;

private:
    int fd_;
};

} // namespace wasmbench::tests
