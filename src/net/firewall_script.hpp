#pragma once

#include <wasmbench/core/firewall.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/net/packet_counts.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace wasmbench::net {

/// The only table that we make, in the family inet, inside a cell's own namespace.
inline constexpr std::string_view table_name = "wasmbench";

/// The rules as `nft -j -f` reads them (libnftables-json(5)).
///
/// Both hooks, input and output, send every packet but the loopback's through one chain `rules`, which compares its
/// source address with `firewall.rules` addresses and drops it when it is one of them. None is: the addresses are of
/// 240.0.0.0/4, reserved since 1989 (RFC 1112). What comes back out of that chain has met all of it, is counted under
/// `incoming` or `outgoing`, and accepted.
std::string firewall_script(Firewall const& firewall);

/// The address of the n-th rule, from 0; n below most_firewall_rules.
std::string blocked_address(std::uint32_t n);

/// Reads what `nft -j list counters` says of our table. Errors: malformed_input with what is missing.
Result<PacketCounts> parse_packet_counts(std::string_view text);

} // namespace wasmbench::net
