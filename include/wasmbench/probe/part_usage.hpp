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
    double uss = 0;         ///< bytes that one process alone maps; NaN when it may not be read
    /// User and system since each process began, in the scheduler's nanoseconds; children that it waited for
    /// included, those by the clock tick.
    double cpu_seconds = 0;
};

/// Reads every part of `tree` that is alive now, in the order of `tree.parts`; empty for an instance without
/// parts. Costs some 100 us a process, so it belongs before and after a measurement and not into one.
/// Safe from any thread.
std::vector<PartUsage> read_parts(ProcessTree const& tree);

} // namespace wasmbench::probe
