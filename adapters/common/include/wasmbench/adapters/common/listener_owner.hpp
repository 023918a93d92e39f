#pragma once

#include <wasmbench/core/process_identity.hpp>

#include <cstdint>
#include <vector>

namespace wasmbench::adapters {

/// Whose the socket is that listens.
enum class ListenerOwner {
    one_of_them, ///< a process of the tree listens on the port
    someone_else,
    unknown ///< nobody does, or the system does not let us see
};

/// Who listens on a TCP port of this machine, or of the network of its own that `roots` have: one of `roots` and their
/// descendants, or another. Without this check a start on a port that somebody else serves would be timed as the fastest
/// start ever seen.
ListenerOwner listener_owner(std::uint16_t port, std::vector<ProcessIdentity> const& roots);

} // namespace wasmbench::adapters
