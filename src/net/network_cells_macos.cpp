// macOS: cells of pf. Compiled, and tested with a scripted pfctl (pf_cells.cpp), but never run on macOS by this project.
#include "pf_cells.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/net/system.hpp>

#include <memory>
#include <utility>

#include <unistd.h>

namespace wasmbench::net {

std::unique_ptr<NetworkCells> make_network_cells(
    Launcher& launcher, Connector& connector, NetworkCellsOptions options) {
    auto const self = identify(::getpid()).value_or(ProcessIdentity{::getpid(), 0, Role::workload});
    return make_pf_cells(
        std::make_unique<SystemPfTools>(launcher), launcher, connector, std::move(options.journal), self);
}

Leftovers remove_leftovers(std::filesystem::path const& journal) {
    auto const launcher = make_posix_launcher();
    SystemPfTools tools(*launcher);
    return remove_pf_leftovers(tools, journal);
}

} // namespace wasmbench::net
