#pragma once

#include <wasmbench/core/catalog.hpp>
#include <wasmbench/plan/plan.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::plan {

/// A row of a plan with what the catalog says about it.
struct ResolvedRow {
    Row row;
    Runtime* runtime = nullptr;         ///< not null
    Workload const* workload = nullptr; ///< not null
    RunKey key;                         ///< without block, trial and concurrency
    RowTraits traits;
    std::vector<std::filesystem::path> files; ///< the runtime's own, as availability() gave them
    std::string beside; ///< where a store listens that the runtime's services reach, as availability() gave it
    /// Why the row cannot be run on this machine; nullopt when it can.
    std::optional<std::string> skip_reason;
};

/// Finds every row's runtime and workload and asks the runtime about it; asks each runtime once for its
/// availability, which may run its program. The result points into `catalog`.
///
/// Throws Error(invalid_option) when the plan names a runtime, workload or option that does not exist, or a firewall
/// before a program, naming the row: such a plan is wrong, while a runtime that is not installed is a row with a reason.
std::vector<ResolvedRow> resolve(Catalog const& catalog, Plan const& plan);

} // namespace wasmbench::plan
