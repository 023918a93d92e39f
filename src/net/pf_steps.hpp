#pragma once

#include "pf_record.hpp"
#include "pf_tools.hpp"

#include <wasmbench/core/firewall.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/net/packet_counts.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

// What is done to the machine for a cell of pf, one command or two at a time. Nothing here touches a rule, a table or a
// state outside the cell's own anchors.
namespace wasmbench::net {

/// The IPv4 addresses that the loopback has.
Result<std::vector<std::string>> loopback_addresses(PfTools& tools);

Result<void> add_alias(PfTools& tools, std::string const& address);

/// Whether a packet of the loopback comes to an anchor below com.apple at all, as far as pf says so; unavailable with
/// the reason and what to do when not. That each packet of a load does is for its counters to show.
Result<void> check_packets_meet_rules(PfTools& tools);

/// Loads the rules of the cell, by way of a file that is not left, and counts them: a ruleset optimizer may make one
/// rule of many. On failure some may be there.
Result<void> load_cell_rules(
    PfTools& tools, PfRecord const& record, Firewall const& firewall, std::filesystem::path const& file);

/// Takes a reference that keeps pf enabled until it is given back.
Result<std::uint64_t> take_reference(PfTools& tools);

Result<void> check_enabled(PfTools& tools);

Result<PacketCounts> read_labels(PfTools& tools, CellKey const& key);

/// Takes away what the record names, what was made last first. What has gone is taken out of the record, whoever did it;
/// what will not go stays there, and does not keep the rest.
void take_away(PfTools& tools, PfRecord& record);

} // namespace wasmbench::net
