#pragma once

#include <wasmbench/core/catalog.hpp>
#include <wasmbench/plan/plan.hpp>

#include <filesystem>

namespace wasmbench::tool {

/// Runs a plan and keeps everything in a new folder below `out`; prints progress to stderr and the summary
/// with the report's path to stdout. Returns an ExitStatus. Throws Error for what is wrong before anything
/// runs.
int run_campaign(Catalog const& catalog, plan::Plan plan, std::filesystem::path const& workloads,
    std::filesystem::path const& out);

} // namespace wasmbench::tool
