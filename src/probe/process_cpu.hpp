#pragma once

#include "cpu_ledger.hpp"

#include <wasmbench/core/availability.hpp>
#include <wasmbench/core/process_identity.hpp>

#include <cstdint>
#include <optional>

namespace wasmbench::probe::detail {

/// What the system says of one process's CPU time now.
struct ProcessCpu {
    CpuReading reading;
    std::uint64_t threads = 0; ///< that live; 0 of a process that has ended and was not waited for yet
};

/// nullopt when this very process is no longer in the process table, or may not be looked at.
std::optional<ProcessCpu> read_process_cpu(ProcessIdentity const& process);

/// How many of a reading's ticks are a second.
double cpu_ticks_per_second();

/// Whether the system tells, tried on this process.
Availability process_cpu_available();

} // namespace wasmbench::probe::detail
