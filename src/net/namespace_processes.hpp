#pragma once

#include <wasmbench/core/process_identity.hpp>

#include <cstdint>
#include <vector>

namespace wasmbench::net {

/// Live processes, other than this one, in the network namespace with this inode.
std::vector<ProcessIdentity> processes_in(std::uint64_t inode);

} // namespace wasmbench::net
