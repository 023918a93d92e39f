#pragma once

#include <wasmbench/core/leftover.hpp>

#include <filesystem>
#include <vector>

namespace wasmbench::probe {

/// Control groups (ControlGroup) of harnesses that have ended, in any hierarchy that is mounted, wherever in it, those below
/// others first. `remove` kills whoever is inside, also who hides the mark of its harness, and then removes the folder.
/// `root` stands in front of every path; another folder in tests.
std::vector<Leftover> leftover_groups(std::filesystem::path const& root = "/");

} // namespace wasmbench::probe
