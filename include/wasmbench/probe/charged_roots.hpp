#pragma once

#include <wasmbench/core/process_identity.hpp>

#include <vector>

namespace wasmbench::probe {

/// The roots of a tree whose use is charged to the instance: all but the shared daemons. Pure.
inline std::vector<ProcessIdentity> charged_roots(ProcessTree const& tree) {
    std::vector<ProcessIdentity> roots;
    for (auto const& root : tree.roots)
        if (root.role != Role::shared_daemon) roots.push_back(root);
    return roots;
}

} // namespace wasmbench::probe
