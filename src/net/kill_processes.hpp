#pragma once

#include <wasmbench/core/process_identity.hpp>

#include <functional>
#include <vector>

namespace wasmbench::net {

/// Kills what `list` names, again and again, until it names nothing: a process may fork between the list and the signal.
/// Adds to `ended` how many there were at first. False when some would not end within seconds.
bool kill_all(std::function<std::vector<ProcessIdentity>()> const& list, unsigned& ended);

} // namespace wasmbench::net
