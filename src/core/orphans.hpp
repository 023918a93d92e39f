#pragma once

#include <cstdint>
#include <vector>

namespace wasmbench::detail {

struct Orphans {
    std::vector<int> ended; ///< to be reaped
    /// Some are between giving up their memory and being a zombie: in no list of environments any more, and
    /// their own children are not ours yet. A moment later they are in `ended`.
    bool ending = false;
};

/// Pids of the ended, unreaped children of this process that are in another session than it and started at
/// `since_ticks` or later. They are the go-betweens of daemons (fork, setsid, fork) whose parent, a child of
/// ours, ended before it had reaped them. A zombie has neither environment nor group nor tree that would tell
/// whose it was. A child that the embedding program waits for itself is in this process's own session, unless
/// it was told to leave it. Empty where this process adopts nobody (PR_SET_CHILD_SUBREAPER).
Orphans ended_orphans(std::uint64_t since_ticks);

} // namespace wasmbench::detail
