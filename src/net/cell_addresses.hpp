#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace wasmbench::net {

/// An IPv4 network as the interfaces of this machine have it, in host byte order.
struct Network {
    std::uint32_t address = 0;
    std::uint8_t prefix = 32; ///< at most 32

    friend bool operator==(Network const&, Network const&) = default;
};

bool overlap(Network const& a, Network const& b) noexcept;

/// The two ends of a cell's interfaces, a network of their own with room for nobody else.
struct CellAddresses {
    std::uint32_t outside = 0;
    std::uint32_t inside = 0;
    std::uint8_t prefix = 30;

    friend bool operator==(CellAddresses const&, CellAddresses const&) = default;
};

/// Two addresses of 198.19.0.0/16, half of what is set aside for benchmarks of networks (RFC 2544): no host that
/// somebody wants to reach is there. The first network from number `first` (taken modulo 16384) on that meets none of
/// `taken`; nullopt when all do.
std::optional<CellAddresses> choose_addresses(std::vector<Network> const& taken, std::uint32_t first);

} // namespace wasmbench::net
