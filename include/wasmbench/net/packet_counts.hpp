#pragma once

#include <cstdint>

namespace wasmbench::net {

/// Packets that have met every rule of a firewall and were let through, seen from the instance. The kernel counts
/// what it hands on as one: segments that it has joined are one packet here.
struct PacketCounts {
    std::uint64_t incoming = 0;
    std::uint64_t incoming_bytes = 0;
    std::uint64_t outgoing = 0;
    std::uint64_t outgoing_bytes = 0;

    friend bool operator==(PacketCounts const&, PacketCounts const&) = default;
};

} // namespace wasmbench::net
