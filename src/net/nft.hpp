#pragma once

#include <wasmbench/core/firewall.hpp>
#include <wasmbench/core/launcher.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/net/packet_counts.hpp>

#include <filesystem>
#include <optional>

namespace wasmbench::net {

/// Where nft is: in PATH, else in /usr/sbin or /sbin, which the PATH of ordinary users leaves out; nullopt: nowhere.
std::optional<std::filesystem::path> find_nft();

/// Loads the rules, all or none (one transaction of nftables), where `inside` starts its children.
Result<void> load_rules(Launcher& inside, std::filesystem::path const& nft, Firewall const& firewall);

Result<PacketCounts> read_counters(Launcher& inside, std::filesystem::path const& nft);

} // namespace wasmbench::net
