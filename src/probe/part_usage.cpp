#include "process_use.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/probe/part_usage.hpp>

#include <algorithm>

namespace wasmbench::probe {
namespace {

bool same_process(ProcessIdentity const& a, ProcessIdentity const& b) {
    return a.pid == b.pid && a.start_ticks == b.start_ticks;
}

// The part's processes: its tree without the trees of the parts inside it.
std::vector<ProcessIdentity> processes_of(ProcessPart const& part, std::vector<ProcessPart> const& all) {
    auto own = descendants({part.process});
    for (auto const& other : all) {
        bool const inside = std::any_of(
            own.begin(), own.end(), [&](auto const& p) { return same_process(p, other.process); });
        if (!inside || same_process(other.process, part.process)) continue;
        for (auto const& theirs : descendants({other.process}))
            std::erase_if(own, [&](auto const& p) { return same_process(p, theirs); });
    }
    return own;
}

} // namespace

std::vector<PartUsage> read_parts(ProcessTree const& tree) {
    std::vector<PartUsage> out;
    for (auto const& part : tree.parts) {
        auto const processes = processes_of(part, tree.parts);
        if (processes.empty()) continue;
        auto& usage = out.emplace_back();
        usage.name = part.name;
        usage.role = part.process.role;
        for (auto const& p : processes) detail::add_use(usage, p);
    }
    return out;
}

} // namespace wasmbench::probe
