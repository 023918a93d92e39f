#pragma once

#include <wasmbench/core/leftover.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::adapters::docker {

/// The control group that is made to account for one container, named after its harness: whoever comes later can tell whether
/// that lives. `word` is unique within the harness.
std::string account_group(std::string_view word);

/// Those of harnesses that have ended, empty or not: while a container is in one the kernel refuses to remove it.
std::vector<Leftover> dead_account_groups();

/// Removes those of harnesses that have ended; how many there were. The engine makes them, and does not remove them with the
/// container that it made them for.
std::size_t remove_dead_account_groups();

} // namespace wasmbench::adapters::docker
