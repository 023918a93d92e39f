#pragma once

#include "run_record.hpp"

#include <wasmbench/core/leftover.hpp>

#include <optional>
#include <string>
#include <vector>

namespace wasmbench::tool {

/// What killed runs have left, in the order in which it can be removed: who runs, what it ran in, its files, and last the
/// records of the runs.
struct FoundLeftovers {
    std::vector<Leftover> left;
    std::vector<DeadRun> runs;      ///< by which the owners are named
    std::vector<std::string> notes; ///< where it could not be looked, and why
};

/// Looks at processes, the Docker engine, network cells, control groups, temporary folders and records of runs. Nothing of a
/// run that lives, and nothing without our mark. Blocks for as long as the engine takes, at most some seconds.
FoundLeftovers find_all_leftovers();

/// "run of /path/of/campaign (process 314, started 2026-11-30T19:24:14Z)"; what is known of it.
std::string owner_text(std::optional<Owner> const& owner, std::vector<DeadRun> const& runs);

/// What came of removing them.
struct CleanOutcome {
    std::vector<Leftover> removed;
    std::vector<std::string> failures; ///< a line for each that is still there: what, why, what to do
    std::vector<std::string> notes;
};

/// Removes all that it finds. Looks again when it has removed something, for what that had hidden (a process that was started
/// meanwhile, an image that had others on top), a few times. The record of a run goes when nothing else of it is left.
CleanOutcome remove_all_leftovers();

/// "2 processes, a container"; empty for none.
std::string count_by_kind(std::vector<Leftover> const&);

} // namespace wasmbench::tool
