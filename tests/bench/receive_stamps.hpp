#pragma once

#include "server_model.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <sys/socket.h>

namespace wasmbench::bench {

/// When the kernel received each request and when it was read, both in ns of CLOCK_REALTIME, which is the clock of the
/// kernel's stamps. 0 for a stamp that the kernel did not give (unix sockets).
class ReceiveStamps {
public:
    explicit ReceiveStamps(std::string path) : path_(std::move(path)) {
        // Room at once: a vector that grows in the middle of a run is a pause that nobody asked for.
        if (wanted()) pairs_.reserve(2 * most);
    }

    bool wanted() const { return !path_.empty(); }

    /// On a listening socket: its connections inherit it, and so have stamps from their first byte on.
    static void ask_for(int socket) {
        int const flags = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
        if (::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof flags) != 0)
            throw std::runtime_error("SO_TIMESTAMPING is refused");
    }

    /// recv() that remembers the stamps of the segment with the last byte.
    ssize_t receive(int socket, char* room, std::size_t size) {
        alignas(cmsghdr) char control[256];
        iovec part{room, size};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        auto const n = ::recvmsg(socket, &message, MSG_DONTWAIT);
        if (n > 0) {
            read_ = clock_now(CLOCK_REALTIME).count();
            kernel_ = kernel_stamp(message);
        }
        return n;
    }

    /// A request was complete with the bytes that were received last.
    void add() {
        if (pairs_.size() < 2 * most) {
            pairs_.push_back(kernel_);
            pairs_.push_back(read_);
        }
    }

    void write() const {
        auto* const file = std::fopen(path_.c_str(), "wb");
        if (!file) throw std::runtime_error("cannot write " + path_);
        auto const written = std::fwrite(pairs_.data(), sizeof(std::int64_t), pairs_.size(), file);
        if (std::fclose(file) != 0 || written != pairs_.size()) throw std::runtime_error("cannot write " + path_);
    }

private:
    static constexpr std::size_t most = 4'000'000; ///< requests; those after are not in the file

    static std::int64_t kernel_stamp(msghdr& message) {
        for (auto* c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
            if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPING) continue;
            scm_timestamping stamps{};
            std::memcpy(&stamps, CMSG_DATA(c), sizeof stamps);
            return stamps.ts[0].tv_sec * 1'000'000'000 + stamps.ts[0].tv_nsec;
        }
        return 0;
    }

    std::string path_;
    std::vector<std::int64_t> pairs_;
    std::int64_t kernel_ = 0;
    std::int64_t read_ = 0;
};

} // namespace wasmbench::bench
