#pragma once

#include <wasmbench/core/time.hpp>
#include <wasmbench/load/precision.hpp>

#include <cstdint>
#include <optional>

namespace wasmbench::load {

/// Too many failures make the rest of a run pointless.
struct ErrorBudget {
    double share = 0.01;       ///< of the answered and failed requests, in [0, 1)
    std::uint64_t after = 100; ///< requests: before so many nothing is concluded
};

/// When the measured phase ends. At least one of requests, duration and precision must be set; with several,
/// whichever comes first. What a run can last is bounded by LoadOptions::time_limit in any case.
struct StopRule {
    /// Exactly so many requests are begun, each once.
    std::optional<std::uint64_t> requests = {};
    /// Nothing is begun after it, and what is still in flight is waited for as long as LoadOptions::drain
    /// says; then it is counted as outstanding.
    std::optional<Duration> duration = {};
    /// Looked at ten times a second.
    std::optional<ErrorBudget> errors = {};
    /// Of the response time in an open loop, of the service time in a closed one; looked at ten times a
    /// second.
    std::optional<Precision> precision = {};
};

} // namespace wasmbench::load
