#pragma once

#include <wasmbench/probe/part_usage.hpp>

namespace wasmbench::probe::detail {

/// Adds what one process uses now to its part. A memory figure that cannot be had makes the sum NaN: without one of
/// its terms it would look like a small footprint.
void add_use(PartUsage& part, ProcessIdentity const& process);

} // namespace wasmbench::probe::detail
