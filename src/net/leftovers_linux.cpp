#include "cell_journal.hpp"
#include "namespace_processes.hpp"
#include "route_socket.hpp"

#include <wasmbench/core/leftover.hpp>
#include <wasmbench/core/owner.hpp>
#include <wasmbench/core/process_table.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/net/system.hpp>

#include <algorithm>
#include <cerrno>
#include <string>

namespace wasmbench::net {
namespace {

// Processes that are ours: all in the namespace that our interface leads to. Where that interface has gone the
// namespace's number may be another's by now, and only those count that the dead harness has started.
std::vector<ProcessIdentity> ours_in(CellRecord const& cell, bool interface_is_there) {
    if (cell.inode == 0) return {};
    auto inside = processes_in(cell.inode);
    if (interface_is_there) return inside;
    auto const mark = cell.owner.empty() ? children_mark(cell.harness.pid) : std::string(any_children_mark) + cell.owner + "-";
    auto const started = with_environment_prefix(mark);
    std::erase_if(inside, [&](auto const& p) { return std::find(started.begin(), started.end(), p) == started.end(); });
    return inside;
}

bool is_of(CellRecord const& cell, std::optional<Link> const& link) {
    return link && link->alias == link_alias(cell);
}

Failure not_cleared(CellRecord const& cell, error_code ec, std::string expected) {
    Failure f{ec, {}};
    f.diagnostics.stage = "remove a network cell";
    f.diagnostics.subject = link_name(cell);
    f.diagnostics.expected = std::move(expected);
    if (ec == boost::system::errc::operation_not_permitted) f.diagnostics.remedy = "run it as root";
    return f;
}

// Everything of the cell but its entry.
Result<void> clear_away(CellRecord const& cell, Leftovers& removed) {
    RouteSocket routes;
    if (auto const ec = routes.open()) return not_cleared(cell, ec, "the machine's interfaces");
    auto const found = routes.find_link(link_name(cell));
    if (!found) return not_cleared(cell, found.error().code, "the machine's interfaces");
    bool const is_ours = is_of(cell, *found);
    if (!kill_all([&] { return ours_in(cell, is_ours); }, removed.processes))
        return not_cleared(cell, errc::leaked_processes, "the processes inside to end within 5 s of SIGKILL");
    if (!is_ours) return {};
    // With the last process the namespace goes, and with it, a moment later, the pair: it may have gone already.
    auto const ec = routes.request(delete_link((*found)->index));
    if (ec && ec != boost::system::errc::no_such_device) return not_cleared(cell, ec, "the interface to be deleted");
    ++removed.interfaces;
    return {};
}

Result<void> clear_away_with_entry(CellJournal const& journal, CellRecord const& cell, Leftovers& removed) {
    if (auto const cleared = clear_away(cell, removed); !cleared) return cleared;
    journal.remove(cell);
    ++removed.cells;
    return {};
}

std::string what_is_there(CellRecord const& cell) {
    RouteSocket routes;
    std::optional<Link> link;
    if (!routes.open())
        if (auto found = routes.find_link(link_name(cell))) link = *found;
    bool const is_ours = is_of(cell, link);
    auto const inside = ours_in(cell, is_ours).size();
    return std::string(is_ours ? "a pair of interfaces" : "no interface") + ", " + std::to_string(inside) +
           (inside == 1 ? " process" : " processes");
}

} // namespace

Leftovers remove_leftovers(std::filesystem::path const& folder) {
    Leftovers removed;
    CellJournal const journal(folder);
    for (auto const& cell : journal.read())
        if (is_dead(cell)) (void)clear_away_with_entry(journal, cell, removed); // it is in the journal for the next time
    return removed;
}

std::vector<Leftover> find_leftovers(std::filesystem::path const& folder) {
    std::vector<Leftover> out;
    CellJournal const journal(folder);
    for (auto const& cell : journal.read()) {
        if (!is_dead(cell)) continue;
        out.push_back({"network cell", link_name(cell), what_is_there(cell), parse_owner(cell.owner), [journal, cell] {
            Leftovers ignored;
            return clear_away_with_entry(journal, cell, ignored);
        }});
    }
    return out;
}

} // namespace wasmbench::net
