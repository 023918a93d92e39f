#pragma once

#include <wasmbench/core/process_identity.hpp>

#include <cstdint>
#include <vector>

namespace wasmbench::net {

/// Live processes, other than this one, in the network namespace with this inode.
std::vector<ProcessIdentity> processes_in(std::uint64_t inode);

/// Whether the launcher of a process with this pid started it: WASMBENCH_OWNER in its environment says whose it is.
bool started_by(int harness_pid, ProcessIdentity const& process);

} // namespace wasmbench::net
