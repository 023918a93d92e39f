#pragma once

#include <wasmbench/core/availability.hpp>

#include <optional>

namespace wasmbench::probe::detail {

/// Bytes.
struct ProcessFootprint {
    double resident = 0;
    double footprint = 0;
    double peak_footprint = 0;
};

/// nullopt when the process has ended or may not be looked at, and outside macOS.
std::optional<ProcessFootprint> read_footprint(int pid);

Availability footprint_available();

} // namespace wasmbench::probe::detail
