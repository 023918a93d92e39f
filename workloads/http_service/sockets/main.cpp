// The service as one module that makes its own sockets, for WasmEdge: one thread, many connections, one
// poll_oneoff for all of them. Exit status: 1 if it cannot listen, 2 for unusable arguments.
#include "connection.hpp"
#include "listen_options.hpp"

#include <cstdlib>

namespace {

using namespace wasmbench::workloads;
namespace sockets = wasi_sockets;

constexpr std::size_t max_connections = 256;

Service service;
std::array<Connection, max_connections> connections;

bool set_non_blocking(std::uint32_t fd) {
    return __wasi_fd_fdstat_set_flags(static_cast<__wasi_fd_t>(fd), __WASI_FDFLAGS_NONBLOCK) == 0;
}

// The step that failed and its error, for the message; step is null on success.
struct Listening {
    std::uint32_t fd = 0;
    char const* failed = nullptr;
    std::uint32_t error = 0;
};

Listening listen_on(ListenOptions const& options) {
    sockets::Address const address = {options.address.data(), options.address.size()};
    std::int32_t const on = 1;
    Listening l;
    if ((l.error = sockets::wasi_sockets_open(sockets::inet4, sockets::stream, &l.fd)) != 0) {
        l.failed = "make a socket";
    } else if ((l.error = sockets::wasi_sockets_set_option(
                    l.fd, sockets::level_socket, sockets::reuse_address, &on, sizeof on)) != 0) {
        l.failed = "set SO_REUSEADDR";
    } else if ((l.error = sockets::wasi_sockets_bind(l.fd, &address, options.port)) != 0) {
        l.failed = "bind";
    } else if ((l.error = sockets::wasi_sockets_listen(l.fd, 511)) != 0) {
        l.failed = "listen";
    } else if (!set_non_blocking(l.fd)) {
        l.failed = "set O_NONBLOCK";
    }
    return l;
}

void accept_all(std::uint32_t listener) {
    for (auto& c : connections) {
        if (c.state() != Connection::State::closed) continue;
        std::uint32_t fd = 0;
        if (sockets::wasi_sockets_accept(listener, &fd) != 0) return; // none waits, or the client has gone
        if (set_non_blocking(fd)) {
            c.open(fd);
        } else {
            (void)__wasi_fd_close(static_cast<__wasi_fd_t>(fd));
        }
    }
}

constexpr std::size_t listener_mark = max_connections;

[[noreturn]] void serve(std::uint32_t listener) {
    static std::array<__wasi_subscription_t, max_connections + 1> wanted;
    static std::array<__wasi_event_t, max_connections + 1> events;
    for (;;) {
        std::size_t n = 0;
        auto subscribe = [&](std::uint32_t fd, bool write, std::size_t mark) {
            auto& s = wanted[n++];
            s = {};
            s.userdata = mark;
            s.u.tag = write ? __WASI_EVENTTYPE_FD_WRITE : __WASI_EVENTTYPE_FD_READ;
            s.u.u.fd_read.file_descriptor = static_cast<__wasi_fd_t>(fd);
        };
        for (std::size_t i = 0; i < connections.size(); ++i)
            if (auto const state = connections[i].state(); state != Connection::State::closed)
                subscribe(connections[i].fd(), state == Connection::State::writing, i);
        if (n < max_connections) subscribe(listener, false, listener_mark); // full: the others wait in the kernel

        std::size_t happened = 0;
        if (auto const error = __wasi_poll_oneoff(wanted.data(), events.data(), n, &happened); error != 0) {
            std::fprintf(stderr, "wasmbench-http-service: poll_oneoff: error %u\n", static_cast<unsigned>(error));
            std::exit(1);
        }
        for (std::size_t i = 0; i < happened; ++i) {
            auto const mark = static_cast<std::size_t>(events[i].userdata);
            if (mark == listener_mark) {
                accept_all(listener);
            } else if (auto& c = connections[mark]; c.state() == Connection::State::writing) {
                c.write(service);
            } else if (c.state() == Connection::State::reading) {
                c.read(service);
            }
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    auto const options = read_options(argc, argv);
    if (!options.valid) {
        std::fputs("wasmbench-http-service: expected --port N (1 to 65535), and perhaps --address A.B.C.D\n", stderr);
        return 2;
    }
    auto const listening = listen_on(options);
    if (listening.failed != nullptr) {
        auto const& a = options.address;
        std::fprintf(stderr, "wasmbench-http-service: cannot listen on %u.%u.%u.%u:%u: %s: WASI error %u%s\n", a[0], a[1],
            a[2], a[3], static_cast<unsigned>(options.port), listening.failed,
            static_cast<unsigned>(listening.error),
            listening.error == __WASI_ERRNO_ADDRINUSE ? " (address in use)" : "");
        return 1;
    }
    serve(listening.fd);
}
