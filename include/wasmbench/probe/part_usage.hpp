#pragma once

#include <wasmbench/core/process_identity.hpp>

#include <string>
#include <vector>

namespace wasmbench::probe {

/// What one part of an instance uses: the part's process and its descendants, without those that are parts
/// themselves.
struct PartUsage {
    std::string name;
    Role role = Role::workload;
    double pss = 0;         ///< bytes; NaN when PSS may not be read
    double rss = 0;         ///< bytes
    double cpu_seconds = 0; ///< user and system since each process began, children it waited for included
};

/// Reads every part of `tree` that is alive now, in the order of `tree.parts`; empty for an instance without
/// parts. Costs some 100 us a process, so it belongs before and after a measurement and not into one.
/// Safe from any thread.
std::vector<PartUsage> read_parts(ProcessTree const& tree);

} // namespace wasmbench::probe
