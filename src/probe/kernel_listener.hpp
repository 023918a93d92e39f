#pragma once

#include "fork_log.hpp"
#include "netlink_socket.hpp"

#include <wasmbench/core/availability.hpp>

#include <cstdint>
#include <vector>

namespace wasmbench::probe::detail {

/// The two sockets over which the kernel tells of forks and ends.
class KernelListener {
public:
    ~KernelListener() { close(); }
    KernelListener() = default;
    KernelListener(KernelListener const&) = delete;
    KernelListener& operator=(KernelListener const&) = delete;

    Availability open();

    /// Moves all that has come since into `log`, ends after the forks before them. Says whether anything was
    /// lost, or came in a shape that is of no use.
    bool drain(ForkLog& log);

    void close() noexcept;

private:
    Availability open_forks();
    Availability open_ends();

    NetlinkSocket forks_;
    NetlinkSocket ends_;
    std::uint16_t family_ = 0;
    std::vector<std::byte> datagram_;
    std::vector<TaskEnd> early_; ///< ends whose forks have still to be fetched
};

} // namespace wasmbench::probe::detail
