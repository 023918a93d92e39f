#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Messages to the kernel about network interfaces (rtnetlink(7)), as bytes: without a socket, so that they can be
// looked at. The sequence number is the sender's to fill in. Interfaces are named by their index where they have one.
namespace wasmbench::net {

using Bytes = std::vector<std::byte>;

/// An IPv4 address with the number in host byte order: 198.19.0.1 is 0xc6130001.
std::string dotted(std::uint32_t address);

/// A pair of virtual Ethernet interfaces, both in the namespace of the socket.
Bytes new_veth_pair(std::string_view name, std::string_view peer);
/// A text at the interface that everybody can read and that goes with it where it goes.
Bytes set_alias(std::uint32_t index, std::string_view alias);
Bytes set_up(std::uint32_t index);
/// Moves the interface to the namespace that the descriptor is of.
Bytes move_to_namespace(std::uint32_t index, int descriptor);
Bytes new_address(std::uint32_t index, std::uint32_t address, std::uint8_t prefix);
Bytes delete_link(std::uint32_t index);
/// Asks for an interface; the answer is for read_link().
Bytes get_link(std::string_view name);

struct Link {
    std::uint32_t index = 0;
    std::string name;
    std::string alias; ///< empty without one

    friend bool operator==(Link const&, Link const&) = default;
};

/// An answer of the kernel: the errno of an acknowledgement (0: done), or a link.
struct RouteAnswer {
    std::uint32_t sequence = 0;
    std::optional<int> error;
    std::optional<Link> link;
};

/// The first message of a datagram; nullopt when it is cut short. Trusts no length in it.
std::optional<RouteAnswer> read_answer(std::span<std::byte const> datagram);

} // namespace wasmbench::net
