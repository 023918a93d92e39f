// The service as one module that makes its own sockets, for WasmEdge: one thread, many connections, one to the store, one
// poll_oneoff for all of them. Exit status: 1 if it cannot listen, 2 for unusable arguments.
#include "client.hpp"
#include "options.hpp"
#include "store.hpp"

#include <cstdlib>

namespace {

using namespace wasmbench::workloads;
namespace sockets = wasi_sockets;

Store store;
std::array<Client, max_clients> clients;

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
    for (auto& c : clients) {
        if (c.state() != Client::State::closed) continue;
        std::uint32_t fd = 0;
        if (sockets::wasi_sockets_accept(listener, &fd) != 0) return; // none waits, or the client has gone
        if (set_non_blocking(fd)) {
            c.open(fd);
        } else {
            (void)__wasi_fd_close(static_cast<__wasi_fd_t>(fd));
        }
    }
}

constexpr std::size_t listener_mark = max_clients, store_mark = max_clients + 1, store_write_mark = max_clients + 2;

// What wants to be woken: clients that do not wait for the store, the listener while there is room, the store.
struct Wanted {
    std::array<__wasi_subscription_t, max_clients + 3> list;
    std::size_t count = 0;

    void add(std::uint32_t fd, bool write, std::size_t mark) {
        auto& s = list[count++];
        s = {};
        s.userdata = mark;
        s.u.tag = write ? __WASI_EVENTTYPE_FD_WRITE : __WASI_EVENTTYPE_FD_READ;
        s.u.u.fd_read.file_descriptor = static_cast<__wasi_fd_t>(fd);
    }
};

void collect(Wanted& wanted, std::uint32_t listener) {
    wanted.count = 0;
    std::size_t in_use = 0;
    for (std::size_t i = 0; i < clients.size(); ++i) {
        auto const state = clients[i].state();
        if (state == Client::State::closed) continue;
        ++in_use;
        if (state != Client::State::waiting) wanted.add(clients[i].fd(), state == Client::State::writing, i);
    }
    if (in_use < max_clients) wanted.add(listener, false, listener_mark); // full: the others wait in the kernel
    if (store.open()) wanted.add(store.fd(), false, store_mark);
    if (store.has_unsent()) wanted.add(store.fd(), true, store_write_mark);
}

void handle(std::size_t mark, std::uint32_t listener) {
    if (mark == listener_mark) {
        accept_all(listener);
    } else if (mark == store_write_mark) {
        store.send();
    } else if (mark == store_mark) {
        if (store.open())
            store.receive([](std::size_t i, Answer const& answer) { clients[i].answered(answer, store, i); });
    } else if (auto& c = clients[mark]; c.state() == Client::State::writing) {
        c.write(store, mark);
    } else if (c.state() == Client::State::reading) {
        c.read(store, mark);
    }
    for (auto i = store.abandoned(); i != max_clients; i = store.abandoned())
        clients[i].answered(store_unreachable, store, i);
}

[[noreturn]] void serve(std::uint32_t listener) {
    static Wanted wanted;
    static std::array<__wasi_event_t, max_clients + 3> events;
    for (;;) {
        collect(wanted, listener);
        std::size_t happened = 0;
        if (auto const error = __wasi_poll_oneoff(wanted.list.data(), events.data(), wanted.count, &happened); error != 0) {
            std::fprintf(stderr, "wasmbench-kv-service: poll_oneoff: error %u\n", static_cast<unsigned>(error));
            std::exit(1);
        }
        for (std::size_t i = 0; i < happened; ++i) handle(static_cast<std::size_t>(events[i].userdata), listener);
    }
}

} // namespace

int main(int argc, char** argv) {
    auto const options = read_kv_options(argc, argv);
    if (!options.valid) {
        std::fputs("wasmbench-kv-service: expected --store A.B.C.D:PORT, --port N (1 to 65535), and perhaps "
                   "--address A.B.C.D\n", stderr);
        return 2;
    }
    store.set_address(options.store);
    auto const listening = listen_on(options.listen);
    if (listening.failed != nullptr) {
        auto const& a = options.listen.address;
        std::fprintf(stderr, "wasmbench-kv-service: cannot listen on %u.%u.%u.%u:%u: %s: WASI error %u%s\n", a[0], a[1],
            a[2], a[3], static_cast<unsigned>(options.listen.port), listening.failed,
            static_cast<unsigned>(listening.error),
            listening.error == __WASI_ERRNO_ADDRINUSE ? " (address in use)" : "");
        return 1;
    }
    serve(listening.fd);
}
