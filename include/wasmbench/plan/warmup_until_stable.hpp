#pragma once

#include <cstdint>

namespace wasmbench::plan {

/// When a service counts as warm, in place of a fixed number of requests: batches of requests on one connection,
/// one at a time, until their medians have settled (WarmupJudge). A service that does not settle within the caps
/// is measured all the same and marked by `warmup/stable` = 0.
struct WarmupUntilStable {
    std::uint32_t batch_requests = 20; ///< at least 1
    std::uint32_t batches = 5;         ///< that have to agree; at least 2
    double within = 0.05;              ///< largest minus smallest of their medians over the median of them
    std::uint32_t most_requests = 2000;
    double most_seconds = 10;

    friend bool operator==(WarmupUntilStable const&, WarmupUntilStable const&) = default;
};

} // namespace wasmbench::plan
