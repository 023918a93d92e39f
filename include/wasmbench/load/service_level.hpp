#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/core/time.hpp>

#include <string_view>

namespace wasmbench::load {

/// What a server has to keep: a percentile of the response time at or below a limit, and few enough failures.
/// A failed or unanswered request counts as one beyond the limit, too.
struct ServiceLevel {
    double quantile = 0.99;
    Duration limit{};
    double error_share = 0; ///< of all requests, that may fail; 0: none may

    friend bool operator==(ServiceLevel const&, ServiceLevel const&) = default;
};

/// Reads "p99=5ms", "p99.9=250us,errors=0.1%". Percentiles from p50 to p99.999; units ns, us, ms, s, up to an
/// hour; the errors, below 100%, may be left out and then are 0. Plain decimals, no spaces.
///
/// Failure with errc::invalid_option, and what is wrong in it. Pure.
Result<ServiceLevel> parse_service_level(std::string_view text);

} // namespace wasmbench::load
