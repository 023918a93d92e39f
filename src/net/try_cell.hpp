#pragma once

#include <wasmbench/net/network_cell.hpp>

namespace wasmbench::net {

/// What a cell with one rule has counted, or why there is none: whether cells can be made here. The cell is gone again on return.
inline Result<PacketCounts> try_cell(NetworkCells& cells) {
    auto cell = cells.make({FirewallKind::chain, 1});
    if (!cell) return cell.error();
    return (*cell)->packets();
}

} // namespace wasmbench::net
