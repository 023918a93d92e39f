#pragma once

#include <wasmbench/core/error.hpp>
#include <wasmbench/core/process_identity.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench {

// What the operating system's process table says at this moment. All functions are safe from any thread,
// allocate, never throw for a process that has gone, and see other users' processes only as far as the system
// lets them.

/// The identity of a live process; nullopt when there is none, or when it has ended and only waits to be
/// reaped.
std::optional<ProcessIdentity> identify(int pid);

/// Whether this very process still runs (same pid and same start). A zombie does not run.
bool alive(ProcessIdentity const& process);

/// Those of `roots` that are alive, then all their descendants, parents before children; each once.
/// Descendants carry the role of their root.
std::vector<ProcessIdentity> descendants(std::vector<ProcessIdentity> const& roots);

/// Live processes whose environment at exec time held `entry` ("WASMBENCH_OWNER=..."). Finds what has left
/// its parent, its process group and its session. Costs a walk over all processes: milliseconds.
std::vector<ProcessIdentity> with_environment_entry(std::string_view entry);

/// Likewise, of an entry that begins with `prefix` ("WASMBENCH_OWNER=123.").
std::vector<ProcessIdentity> with_environment_prefix(std::string_view prefix);

/// A live process and an entry of its environment.
struct EnvironmentEntry {
    ProcessIdentity process;
    std::string entry;
};

/// Likewise, with the first entry of each process that begins with `prefix`.
std::vector<EnvironmentEntry> environment_entries(std::string_view prefix);

/// Live processes, but for this one, whose program is a file in `folder` or below it, also one that has been removed. Finds
/// what was started with an emptied environment and has lost its parent. Costs a walk over all processes.
std::vector<ProcessIdentity> running_from(std::filesystem::path const& folder);

/// The command line of a process, words apart by blanks, without control characters; at most 200 bytes. Empty where it
/// cannot be read.
std::string command_line(int pid);

/// Sends SIGKILL to this very process and to no other that has been given its number: by a pidfd where there are such.
/// Success where it has ended already. Errors: the system's (EPERM: another user's).
error_code kill_process(ProcessIdentity const& process);

} // namespace wasmbench
