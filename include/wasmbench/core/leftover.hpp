#pragma once

#include <wasmbench/core/owner.hpp>
#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/core/result.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench {

/// Something that a harness which has ended made and did not take away (docs/design/017). Each room that makes things lists
/// its own; whoever removes them calls `remove`.
struct Leftover {
    std::string kind;           ///< "process", "container", "image", "network cell", "control group", "temporary folder"
    std::string name;           ///< as its own tools call it: a pid, an id, a path
    std::string detail;         ///< a command line, what is inside; may be empty
    std::optional<Owner> owner; ///< nullopt where the thing only says that nobody has it any more
    /// Removes it; success when it has gone already. Blocks, at most for seconds. Looks at the identity again: what has
    /// become another's meanwhile is not touched.
    std::function<Result<void>()> remove;
};

/// Processes that carry the mark of a harness which has ended (WASMBENCH_OWNER in their environment), and what descends from
/// them without a mark of another's. Neither this process nor one that it descends from. Sees as far as the system lets this
/// user: root sees everybody's. Costs a walk over all processes.
std::vector<Leftover> leftover_processes();

/// This process as a leftover of `owner`; removed by SIGKILL, within 5 s.
Leftover leftover_process(ProcessIdentity const& process, std::optional<Owner> owner);

/// Kills exactly these processes and waits until the last has ended: `list` is asked again and again, because a process may
/// fork between the list and the signal. False when some have not ended within 5 s. Adds to `ended` how many there were.
bool kill_all(std::function<std::vector<ProcessIdentity>()> const& list, unsigned& ended);

} // namespace wasmbench
