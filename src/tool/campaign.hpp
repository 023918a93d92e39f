#pragma once

#include <wasmbench/core/catalog.hpp>
#include <wasmbench/plan/plan.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace wasmbench::tool {

/// Runs a plan and keeps everything in a new folder below `out`; prints progress to stderr, of which `quiet` leaves
/// what failed, and the summary with the report's path to stdout. Returns an ExitStatus. Throws Error for what is
/// wrong before anything runs.
int run_campaign(Catalog const& catalog, plan::Plan plan, std::filesystem::path const& workloads,
    std::filesystem::path const& out, bool quiet);

/// Goes on with a campaign that was interrupted or killed: the trials of its schedule that have not come to their end are run,
/// in its order, and its reports are made anew. What the trial that was under way had written is set aside first, and processes
/// that the dead harness has left are ended. One that is over is only reported on. Throws Error(invalid_option) where the rows,
/// runtimes or measured files are not those that it began with, naming them. `runtime_files` describe the runtimes of its plan
/// that do not come with wasmbench.
int resume_campaign(std::filesystem::path const& workloads, std::vector<std::string> const& runtime_files,
    std::filesystem::path const& folder, bool quiet);

} // namespace wasmbench::tool
