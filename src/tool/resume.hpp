#pragma once

#include <wasmbench/plan/finished_trial.hpp>
#include <wasmbench/plan/resolve.hpp>
#include <wasmbench/results/resume_point.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace wasmbench::tool {

/// Throws Error(invalid_option) where a row that the campaign began with is another now, or one is new: a runtime's version, or
/// whether it is there at all.
void refuse_changes(std::vector<results::RowDescribed> const& then, std::vector<plan::ResolvedRow> const& now);

/// Throws Error(invalid_option) where the versions of runtimes or the hashes of what is measured differ between two
/// environment.json, naming the first few; malformed_input where the older one cannot be read. `source` names it.
void refuse_other_environment(std::string const& then, std::string const& now, std::filesystem::path const& source);

/// Kills every process whose environment says that it belongs to one of these harnesses; how many there were. The harnesses
/// themselves have ended.
std::size_t end_leftovers(std::vector<std::string> const& children_marks);

std::vector<plan::FinishedTrial> finished_trials(results::ResumePoint const& point);

} // namespace wasmbench::tool
