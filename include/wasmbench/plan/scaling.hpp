#pragma once

#include <cstdint>
#include <vector>

namespace wasmbench::plan {

/// How a service's throughput is to be followed over the number of connections, after the throughput part and on the same
/// instance: one run per level, then twice as many each time until it gets worse. Of a program: how many runs at once, at the levels
/// alone.
struct Scaling {
    std::vector<std::uint32_t> connections = {1, 2, 4, 8}; ///< ascending, each at least 1; not empty
    double seconds = 0.25;                                 ///< of each level; above 0
    /// Beyond the last level, doubled until the rate is below `worse` of the best so far, requests fail, or this is passed; no
    /// larger than the last level: no further.
    std::uint32_t most_connections = 64;
    double worse = 0.95;

    friend bool operator==(Scaling const&, Scaling const&) = default;
};

} // namespace wasmbench::plan
