#include "cell_journal.hpp"
#include "kill_processes.hpp"
#include "namespace_processes.hpp"
#include "route_socket.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/net/system.hpp>

#include <algorithm>

namespace wasmbench::net {
namespace {

// Processes that are ours: all in the namespace that our interface leads to. Where that interface has gone the
// namespace's number may be another's by now, and only those count that the dead harness has started.
std::vector<ProcessIdentity> ours_in(CellRecord const& cell, bool interface_is_there) {
    if (cell.inode == 0) return {};
    auto inside = processes_in(cell.inode);
    if (interface_is_there) return inside;
    auto const started = with_environment_prefix(children_mark(cell.harness.pid));
    std::erase_if(inside, [&](auto const& p) { return std::find(started.begin(), started.end(), p) == started.end(); });
    return inside;
}

// Whether nothing of the cell is left.
bool clear_away(CellRecord const& cell, RouteSocket& routes, Leftovers& removed) {
    auto const found = routes.find_link(link_name(cell));
    if (!found) return false;
    bool const is_ours = *found && (*found)->alias == link_alias(cell);
    if (!kill_all([&] { return ours_in(cell, is_ours); }, removed.processes)) return false;
    if (!is_ours) return true;
    // With the last process the namespace goes, and with it, a moment later, the pair: it may have gone already.
    auto const ec = routes.request(delete_link((*found)->index));
    if (ec && ec != boost::system::errc::no_such_device) return false;
    ++removed.interfaces;
    return true;
}

} // namespace

Leftovers remove_leftovers(std::filesystem::path const& folder) {
    Leftovers removed;
    CellJournal const journal(folder);
    RouteSocket routes;
    bool open = false;
    for (auto const& cell : journal.read()) {
        if (alive(cell.harness)) continue;
        if (!open && routes.open()) return removed;
        open = true;
        if (!clear_away(cell, routes, removed)) continue;
        journal.remove(cell);
        ++removed.cells;
    }
    return removed;
}

} // namespace wasmbench::net
