#pragma once

#include <wasmbench/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace wasmbench::probe::detail {

/// A netlink socket: only what is needed to listen to the kernel.
class NetlinkSocket {
public:
    NetlinkSocket() = default;
    ~NetlinkSocket();
    NetlinkSocket(NetlinkSocket const&) = delete;
    NetlinkSocket& operator=(NetlinkSocket const&) = delete;

    /// `protocol`: NETLINK_*; `groups`: mask of multicast groups.
    error_code open(int protocol, std::uint32_t groups);

    /// Sends one message, a header of that type and flags put before `payload`.
    error_code send(std::uint16_t type, std::uint16_t flags, std::span<std::byte const> payload);

    enum class Received { datagram, nothing, lost, failed };

    /// The next datagram of the kernel, waiting for it `milliseconds` at most. `lost`: the kernel dropped some
    /// before, because nobody fetched them in time.
    Received receive(std::vector<std::byte>& datagram, int milliseconds = 0);

    void close() noexcept;

private:
    int fd_ = -1;
};

} // namespace wasmbench::probe::detail
