#pragma once

#include <wasmbench/core/catalog.hpp>
#include <wasmbench/plan/plan.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace wasmbench::tool {

/// Which rows with a firewall a study has.
///  - none
///  - pair:  off and a chain of 1,000 rules
///  - sweep: off, chains of 0, 10, 100, 1,000 and 10,000 rules, sets of the last four numbers
enum class FirewallRows { none, pair, sweep };

/// nullopt for any other text.
std::optional<FirewallRows> firewall_rows_from_string(std::string_view text);

/// What a profile has without being asked.
FirewallRows firewall_of(std::string_view profile);

/// The rows of http_service / with a firewall, on every runtime of the catalog in its fastest configuration there,
/// since that is where a packet's way shows most. A sweep is made on native and Wasmtime alone, others have a pair.
std::vector<plan::Row> firewall_rows(FirewallRows which, Catalog const& catalog);

} // namespace wasmbench::tool
