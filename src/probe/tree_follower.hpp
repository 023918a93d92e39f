#pragma once

#include <wasmbench/core/availability.hpp>
#include <wasmbench/core/process_identity.hpp>

#include <vector>

namespace wasmbench::probe::detail {

/// Knows which processes belong to a tree, also after parents have died: once seen, a process stays.
class TreeFollower {
public:
    /// Starts from the roots that are to be charged (not the shared daemons). Not usable when none of them is
    /// alive.
    Availability attach(ProcessTree const& tree);

    /// The processes of the tree that are alive now, parents before children, each once.
    std::vector<ProcessIdentity> const& refresh();

    void clear() noexcept { known_.clear(); }

private:
    std::vector<ProcessIdentity> known_;
};

} // namespace wasmbench::probe::detail
