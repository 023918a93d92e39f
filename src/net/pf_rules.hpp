#pragma once

#include <wasmbench/core/firewall.hpp>

#include <cstdint>
#include <string>
#include <string_view>

// The rules of a cell as pf.conf(5) of macOS has them: text, for the anchor of the cell and for the one inside it.
namespace wasmbench::net {

/// What a server in a cell listens on: ports below those that clients are given (49152 and up,
/// net.inet.ip.portrange.first), since the address alone does not say who asks. Whoever connects to an address of the
/// loopback may have that same address.
inline constexpr std::uint16_t first_cell_port = 20000;
inline constexpr std::uint16_t last_cell_port = 29999;

/// The name, inside the anchor of a cell, of the one that holds what each packet is compared with.
inline constexpr std::string_view blocklist_anchor = "blocklist";

/// Labels of the two rules that count, and by which the counters are read.
inline constexpr std::string_view incoming_label = "wasmbench-incoming";
inline constexpr std::string_view outgoing_label = "wasmbench-outgoing";

/// Of the cell's own anchor. A packet of the loopback is seen twice, on its way out and on its way in. As a server's own
/// firewall would, this one looks at what comes in to the cell's address and at what goes out of it: such a packet is
/// sent through the anchor `blocklist`, and what comes back out of that is counted and let through, with no state, so
/// that the next one is compared again. All other packets of the machine meet four rules that are not theirs.
std::string cell_rules(std::string_view address);

/// Of the anchor inside: `firewall.rules` addresses that no packet has (see blocked_address), one rule each, or a table
/// and one rule. Ends in a line feed; empty for a chain of 0.
std::string blocklist_rules(Firewall const& firewall);

/// How many rules that makes.
std::uint32_t blocklist_size(Firewall const& firewall);

} // namespace wasmbench::net
