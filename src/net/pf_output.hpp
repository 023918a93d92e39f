#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/net/packet_counts.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What pfctl(8) and ifconfig(8) of macOS print. Their warnings ("No ALTQ support in kernel") stand among it and are
// passed over.
namespace wasmbench::net {

/// The reference that `pfctl -E` has taken, from what it printed: "Token : 4485624375129377107". nullopt: none is there.
std::optional<std::uint64_t> parse_token(std::string_view text);

/// Whether what `pfctl -X` said when it failed means that there is no such reference any more: after a restart of the
/// machine, or when somebody has switched pf off (`pfctl -d`), which takes all of them.
bool says_reference_is_gone(std::string_view text);

/// Of `pfctl -s info`: "Status: Enabled for 0 days 00:12:34".
bool says_enabled(std::string_view text);

/// Of `pfctl -s rules`, the main ruleset: whether every packet comes to the anchors below com.apple.
bool calls_apple_anchors(std::string_view text);

/// Of `pfctl -v -s Interfaces`: the name under which the loopback is left out (`set skip on lo0`, or on its group or on
/// all); nullopt when it is not.
std::optional<std::string> skipped_loopback(std::string_view text);

/// Of `pfctl -a ANCHOR -s rules`: how many of them block.
std::size_t count_block_rules(std::string_view text);

/// Of `pfctl -a ANCHOR -s labels`: a line for each rule with a label, and behind it how often it was looked at, the
/// packets and bytes that matched it, and the same by direction. Errors: malformed_input with what is missing.
Result<PacketCounts> parse_labels(std::string_view text);

/// Of `ifconfig lo0`: its IPv4 addresses, as it writes them.
std::vector<std::string> parse_addresses(std::string_view text);

} // namespace wasmbench::net
