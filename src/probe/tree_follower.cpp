#include "tree_follower.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/probe/charged_roots.hpp>

#include <string>
#include <utility>

namespace wasmbench::probe::detail {

Availability TreeFollower::attach(ProcessTree const& tree) {
    auto const roots = charged_roots(tree);
    known_ = descendants(roots);
    if (!known_.empty()) return Availability::yes();

    if (roots.empty()) return Availability::no("the instance has no process of its own to watch");
    return Availability::no("process " + std::to_string(roots.front().pid) + " has already ended");
}

std::vector<ProcessIdentity> const& TreeFollower::refresh() {
    // Asking for the descendants of all known processes, not of the roots, keeps those whose parent has died.
    known_ = descendants(known_);
    return known_;
}

} // namespace wasmbench::probe::detail
