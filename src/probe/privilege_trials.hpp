#pragma once

#include <string>

// Each tries one thing that an ordinary process may not do, leaves nothing behind, and says why it failed;
// empty when it worked.
namespace wasmbench::probe::detail {

/// Opens /proc/sys/vm/drop_caches for writing and closes it unwritten.
std::string why_no_drop_caches();

/// Makes a network namespace for a thread that ends at once.
std::string why_no_network_namespaces();

/// Gives a thread that ends at once the lowest real-time priority.
std::string why_no_real_time_priority();

} // namespace wasmbench::probe::detail
