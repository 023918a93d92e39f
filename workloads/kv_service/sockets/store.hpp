#pragma once

#include "../../http_service/sockets/wasi_sockets.hpp"
#include "../answers.hpp"
#include "../store_address.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wasmbench::workloads {

inline constexpr std::size_t max_clients = 256;

/// The connection to the store: made by the first request and kept, made again by the first one after it has failed. Each
/// client waits for one reply at most, so the requests that are under way are a ring of as many. Fixed buffers: the module
/// has no C++ library.
class Store {
public:
    /// Where it listens.
    void set_address(StoreAddress const& address) { address_ = address; }

    bool open() const { return open_; }
    std::uint32_t fd() const { return fd_; }
    bool has_unsent() const { return open_ && unsent_ > 0; }

    /// Asks for the client with that number; false when there is no connection and none can be made, or not before those
    /// who were abandoned with the last one have been told.
    bool ask(std::size_t client) {
        if (!open_ && (count_ > 0 || !connect())) return false;
        waiting_[(first_ + count_++) % max_clients] = client;
        unsent_ += increment_command.size();
        send();
        return true;
    }

    /// Call when its socket can be written.
    void send() {
        while (open_ && unsent_ > 0) {
            // All requests are alike, so the bytes that are owed say where in one the next byte is.
            auto const at = (increment_command.size() - unsent_ % increment_command.size()) % increment_command.size();
            auto const rest = increment_command.substr(at);
            __wasi_ciovec_t const from = {reinterpret_cast<std::uint8_t const*>(rest.data()), rest.size()};
            std::uint32_t n = 0;
            auto const error = wasi_sockets::wasi_sockets_send(fd_, &from, 1, 0, &n);
            if (error == __WASI_ERRNO_AGAIN) return;
            if (error != 0) return close();
            unsent_ -= n;
        }
    }

    /// Call when its socket can be read. Calls `answered(client, Answer)` for each reply.
    template <class Answered>
    void receive(Answered answered) {
        __wasi_iovec_t const into = {in_.data() + filled_, in_.size() - filled_};
        std::uint32_t received = 0, flags = 0;
        auto const error = wasi_sockets::wasi_sockets_receive(fd_, &into, 1, 0, &received, &flags);
        if (error == __WASI_ERRNO_AGAIN) return;
        if (error != 0 || received == 0) return close();
        filled_ += received;
        std::size_t done = 0;
        for (;;) {
            auto const reply = read_reply({reinterpret_cast<char const*>(in_.data()) + done, filled_ - done});
            if (reply.status == ReplyFront::Status::need_more) break;
            if (reply.status == ReplyFront::Status::broken || count_ == 0) return close();
            done += reply.consumed;
            answered(take(), answer_of(reply));
            if (!open_) return; // what it asked next could not be sent
        }
        std::copy(in_.begin() + static_cast<std::ptrdiff_t>(done), in_.begin() + static_cast<std::ptrdiff_t>(filled_), in_.begin());
        filled_ -= done;
    }

    /// The next client that waits while there is no connection; max_clients when none does.
    std::size_t abandoned() { return open_ || count_ == 0 ? max_clients : take(); }

private:
    std::size_t take() {
        auto const client = waiting_[first_];
        first_ = (first_ + 1) % max_clients;
        --count_;
        return client;
    }

    // Blocks until the store's system has answered, which on one machine is at once.
    bool connect() {
        if (wasi_sockets::wasi_sockets_open(wasi_sockets::inet4, wasi_sockets::stream, &fd_) != 0) return false;
        wasi_sockets::Address const address = {address_.address.data(), address_.address.size()};
        open_ = true;
        filled_ = unsent_ = 0;
        if (wasi_sockets::wasi_sockets_connect(fd_, &address, address_.port) != 0 ||
            __wasi_fd_fdstat_set_flags(static_cast<__wasi_fd_t>(fd_), __WASI_FDFLAGS_NONBLOCK) != 0)
            close();
        return open_;
    }

    void close() {
        (void)__wasi_fd_close(static_cast<__wasi_fd_t>(fd_));
        open_ = false;
    }

    StoreAddress address_;
    std::uint32_t fd_ = 0;
    bool open_ = false;
    std::array<std::size_t, max_clients> waiting_{}; // a ring
    std::size_t first_ = 0, count_ = 0, unsent_ = 0, filled_ = 0;
    std::array<std::uint8_t, 4096> in_{};
};

} // namespace wasmbench::workloads
