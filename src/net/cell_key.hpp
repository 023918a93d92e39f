#pragma once

#include <wasmbench/core/process_identity.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wasmbench::net {

/// Names a cell once and for all: the harness that made it (a pid is given away again, its start is not), and which of
/// its cells it is.
struct CellKey {
    ProcessIdentity harness;
    std::uint32_t number = 0;

    friend bool operator==(CellKey const&, CellKey const&) = default;
};

/// "31415-271828-2": part of file names, of marks and of anchors.
std::string to_string(CellKey const& key);

/// Inverse of to_string; nullopt for any other text.
std::optional<CellKey> cell_key_from_string(std::string_view text);

/// Of the next cell of this process. One count for the process, as the names are of the process: two objects must not
/// make the same one.
std::uint32_t next_cell_number();

} // namespace wasmbench::net
