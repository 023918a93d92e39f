#pragma once

#include "peer.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wasmbench::load::detail {

/// What one call on a socket gave: bytes, or an error number. 0 bytes read and no error: the peer sends no
/// more.
struct Transfer {
    std::size_t bytes = 0;
    int error = 0;

    bool would_block() const noexcept;
};

/// One non-blocking connection of the client. Owns its descriptor; of one thread.
class ClientSocket {
public:
    ClientSocket() = default;
    ~ClientSocket() { close(); }
    ClientSocket(ClientSocket const&) = delete;
    ClientSocket& operator=(ClientSocket const&) = delete;

    /// Makes the socket and begins to connect. 0: connected; EINPROGRESS: finish_connect() when it is
    /// writable; else the error, and the socket is closed again. `stamped`: the kernel writes down when it
    /// receives data (Linux, TCP).
    int connect(Peer const& peer, bool stamped) noexcept;
    /// 0: connected; else the error.
    int finish_connect(Peer const& peer) noexcept;

    bool is_open() const noexcept { return descriptor_ >= 0; }
    int descriptor() const noexcept { return descriptor_; }

    Transfer send(std::string_view data) noexcept;
    /// `stamp`: where the kernel says it, how long ago it received the last of these bytes, in ns.
    Transfer receive(char* into, std::size_t room, std::optional<std::uint64_t>& age) noexcept;
    /// Whether the peer has closed, or has sent something that nobody asked for.
    bool stale() noexcept;

    void close() noexcept;
    /// With a reset, so that no port stays in TIME_WAIT.
    void abort() noexcept;

private:
    int descriptor_ = -1;
    bool stamped_ = false;
};

} // namespace wasmbench::load::detail
