#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>

namespace wasmbench::adapters {

/// The inodes of the sockets that listen on a TCP port of our network, of IPv4 and IPv6, as the kernel's
/// socket diagnosis (sock_diag(7)) tells. nullopt where it tells nothing: a kernel without it, a filter that
/// forbids it.
///
/// A table below /proc is made of all connections there could be, twice for each that is read: 5 ms on a
/// machine of 24 GB.
std::optional<std::set<std::uint64_t>> diagnosed_listeners(std::uint16_t port);

/// The same from the tables tcp and tcp6 (proc(5)) in `folder`, such as "/proc/1234/net"; also of a network
/// that is not ours.
std::set<std::uint64_t> tabulated_listeners(std::filesystem::path const& folder, std::uint16_t port);

} // namespace wasmbench::adapters
