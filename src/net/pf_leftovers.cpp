#include "pf_cells.hpp"
#include "pf_journal.hpp"
#include "pf_steps.hpp"

#include <wasmbench/core/leftover.hpp>
#include <wasmbench/core/process_table.hpp>
#include <wasmbench/core/system.hpp>

namespace wasmbench::net {
namespace {

// False when some would not end. Children are known by the pid of their harness; where that is another process's by now
// they may be that one's, and are left alone.
bool end_children_of(ProcessIdentity const& harness, unsigned& ended) {
    if (identify(harness.pid)) return true;
    auto const mark = children_mark(harness.pid);
    return kill_all([&] { return with_environment_prefix(mark); }, ended);
}

} // namespace

Leftovers remove_pf_leftovers(PfTools& tools, std::filesystem::path const& folder) {
    Leftovers removed;
    PfJournal const journal(folder);
    for (auto record : journal.read()) {
        if (alive(record.key.harness)) continue;
        if (!end_children_of(record.key.harness, removed.processes)) continue;
        bool const had_alias = !record.address.empty();
        take_away(tools, record);
        if (had_alias && record.address.empty()) ++removed.interfaces;
        if (!record.empty()) {
            journal.write(record);
            continue;
        }
        journal.remove(record.key);
        ++removed.cells;
    }
    return removed;
}

} // namespace wasmbench::net
