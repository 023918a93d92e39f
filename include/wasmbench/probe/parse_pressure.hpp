#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wasmbench::probe {

/// One line of a pressure file: how much of the time tasks waited for the resource.
struct PressureLine {
    double avg10 = 0;  ///< ratio 0..1 of the last 10 s (the kernel prints per cent)
    double avg60 = 0;  ///< ratio 0..1 of the last 60 s
    double avg300 = 0; ///< ratio 0..1 of the last 300 s
    double total = 0;  ///< seconds since boot

    friend bool operator==(PressureLine const&, PressureLine const&) = default;
};

/// Pressure stall information of one resource: at least one task waited (`some`), or all that had work did
/// (`full`).
struct Pressure {
    PressureLine some;
    std::optional<PressureLine> full; ///< kernels before 5.13 print none for the CPU

    friend bool operator==(Pressure const&, Pressure const&) = default;
};

/// Reads the text of /proc/pressure/{cpu,memory,io} or of a cgroup's *.pressure file (Linux
/// Documentation/accounting/psi.rst).
///
/// nullopt when the `some` line is missing, a value is missing or malformed, or a line appears twice.
/// Pure; safe from any thread.
std::optional<Pressure> parse_pressure(std::string_view text);

} // namespace wasmbench::probe
