#pragma once

#include <wasmbench/report/figure.hpp>

namespace wasmbench::report {

/// The columns of a table of services.
inline constexpr Quantity service_quantities[] = {Quantity::cold_start, Quantity::start_bracket,
    Quantity::warm_p50, Quantity::warm_p99, Quantity::throughput, Quantity::memory_steady,
    Quantity::memory_peak, Quantity::server_cpu_per_1000, Quantity::client_cpu_per_1000,
    Quantity::client_load};

} // namespace wasmbench::report
