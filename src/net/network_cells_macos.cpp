// macOS: cells of pf. Compiled, and tested with a scripted pfctl (pf_cells.cpp), but never run on macOS by this project.
#include "pf_cells.hpp"
#include "pf_journal.hpp"

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

std::vector<Leftover> find_leftovers(std::filesystem::path const& journal) {
    std::vector<Leftover> out;
    for (auto const& record : PfJournal(journal).read()) {
        if (alive(record.key.harness)) continue;
        out.push_back({"network cell", to_string(record.key), record.address, std::nullopt, [journal, key = record.key]() -> Result<void> {
            remove_leftovers(journal);
            for (auto const& left : PfJournal(journal).read()) {
                if (left.key != key) continue;
                Failure f{errc::command_failed, {}};
                f.diagnostics.stage = "remove a network cell";
                f.diagnostics.subject = left.address;
                f.diagnostics.remedy = "run it as root";
                return f;
            }
            return {};
        }});
    }
    return out;
}

} // namespace wasmbench::net
