#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wasmbench::plan {

/// How many instances of a row's service this machine holds, and what each costs: after everything else of a trial, further
/// instances are started beside its own, one at a time, all of them are asked and weighed after each, until one of DensityStop.
struct Density {
    std::uint32_t most_instances = 32; ///< 2 to most_density_instances
    std::uint32_t requests = 20;       ///< of each instance after each start, one at a time; at least 1
    double slower = 10;                ///< the limit of p99, in those of the first instance while it was alone; above 1
    /// What all instances together may take, by their PSS or by what the machine has less of, whichever is more. Above 0.
    std::uint64_t memory_bytes = std::uint64_t{1} << 30u;
    std::uint32_t blocks = 1; ///< in the first so many blocks; at least 1

    friend bool operator==(Density const&, Density const&) = default;
};

/// The largest number of instances that a plan may ask for.
inline constexpr std::uint32_t most_density_instances = 10'000;

/// What of the machine's memory is left alone, whatever Density::memory_bytes says: an eighth.
inline constexpr double density_reserve = 0.125;

/// Why no further instance was started.
enum class DensityStop {
    most_instances, ///< as many as the plan asks for hold: the machine may hold more
    memory_limit,   ///< one more, as large as the largest so far, would have passed it
    start_failed,
    request_failed, ///< not answered, or wrongly
    slower,         ///< p99 is beyond Density::slower
};

constexpr std::string_view to_string(DensityStop s) noexcept {
    switch (s) {
    case DensityStop::most_instances:
        return "most instances";
    case DensityStop::memory_limit:
        return "memory limit";
    case DensityStop::start_failed:
        return "start failed";
    case DensityStop::request_failed:
        return "request failed";
    case DensityStop::slower:
        return "slower";
    }
    return "most instances";
}

/// Inverse of to_string; nullopt for any other text.
constexpr std::optional<DensityStop> density_stop_from_string(std::string_view s) noexcept {
    for (auto x : {DensityStop::most_instances, DensityStop::memory_limit, DensityStop::start_failed, DensityStop::request_failed,
             DensityStop::slower})
        if (to_string(x) == s) return x;
    return std::nullopt;
}

} // namespace wasmbench::plan
