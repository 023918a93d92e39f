#pragma once

#include <cstdint>

#include <time.h>

namespace wasmbench::workloads {

/// The monotonic clock of a program. clock_gettime rather than <chrono>: POSIX and wasi-libc both have it,
/// and the module then needs no libc++.
inline std::uint64_t monotonic_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

} // namespace wasmbench::workloads
