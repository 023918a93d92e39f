#pragma once

#include <wasmbench/core/connector.hpp>
#include <wasmbench/core/launcher.hpp>
#include <wasmbench/core/leftover.hpp>
#include <wasmbench/net/network_cell.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace wasmbench::net {

/// Where make_network_cells() keeps its journal.
struct NetworkCellsOptions {
    /// Where it is written down what exists, so that a later run finds what a killed one has left. The same folder for
    /// every run of a user; made when the first cell is.
    std::filesystem::path journal;
    /// nft of nftables; nullopt: the one in PATH, /usr/sbin or /sbin. Not looked at on macOS.
    std::optional<std::filesystem::path> nft = {};
};

/// What a harness that was killed has left behind.
struct Leftovers {
    unsigned cells = 0;
    unsigned processes = 0;
    unsigned interfaces = 0;

    friend bool operator==(Leftovers const&, Leftovers const&) = default;
};

/// Takes away what the journal names and whose harness does not live any more (same pid and same start); says what
/// that was. Never touches what is not in the journal: an interface goes only when it carries the mark that we gave it,
/// a process only when it runs in that interface's namespace or is a child of that harness (on macOS there is no mark but
/// the address and the anchor, which are of a range and a name of ours). A folder that is not there is an empty journal.
/// Errors are kept for the next time: an entry that could not be cleared stays.
Leftovers remove_leftovers(std::filesystem::path const& journal);

/// The same, one by one and not removed yet: an entry for each cell.
std::vector<Leftover> find_leftovers(std::filesystem::path const& journal);

/// Cells of this system: network namespaces with nftables on Linux, aliases of the loopback with pf on macOS, none
/// elsewhere (availability() says so). The ports must outlive it.
std::unique_ptr<NetworkCells> make_network_cells(
    Launcher& launcher, Connector& connector, NetworkCellsOptions options);

} // namespace wasmbench::net
