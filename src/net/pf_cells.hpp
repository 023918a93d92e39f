#pragma once

#include "pf_tools.hpp"

#include <wasmbench/core/connector.hpp>
#include <wasmbench/core/launcher.hpp>
#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/net/network_cell.hpp>
#include <wasmbench/net/system.hpp>

#include <filesystem>
#include <memory>

namespace wasmbench::net {

/// Cells of macOS, where a network is not a process's own: an alias of the loopback for each, and rules of pf for it in
/// an anchor of its own. A process in it is in the network of everybody else, and has only its address for itself.
///
/// `harness`: this process, for the journal, which is a folder. The ports must outlive it.
std::unique_ptr<NetworkCells> make_pf_cells(std::unique_ptr<PfTools> tools, Launcher& launcher, Connector& connector,
    std::filesystem::path journal, ProcessIdentity harness);

/// remove_leftovers() of such cells; an alias counts as an interface. What has not gone stays in the journal.
Leftovers remove_pf_leftovers(PfTools& tools, std::filesystem::path const& journal);

} // namespace wasmbench::net
