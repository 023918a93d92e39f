#pragma once

#include "cell_key.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wasmbench::net {

/// What there may be of a cell of pf, in the order in which it is made. What is named here is ours: each thing is
/// written down before it is made, and forgotten after it has gone.
struct PfRecord {
    CellKey key;
    std::string address = {}; ///< an alias of the loopback; empty: none
    bool rules = false;       ///< in the anchors of the cell
    std::optional<std::uint64_t> token = {}; ///< of the reference that keeps pf enabled

    bool empty() const noexcept { return address.empty() && !rules && !token; }
    friend bool operator==(PfRecord const&, PfRecord const&) = default;
};

/// The anchor of a cell, below the wildcard that Apple's main ruleset has: "com.apple/wasmbench.31415-271828-2".
std::string anchor_of(CellKey const& key);
/// The one inside it.
std::string blocklist_anchor_of(CellKey const& key);

/// What of it is in a file of the journal, a line for each thing that there is.
std::string to_text(PfRecord const& record);
/// Inverse of to_text; what cannot be read is passed over.
PfRecord record_from_text(CellKey const& key, std::string_view text);

} // namespace wasmbench::net
