#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wasmbench::probe {

/// What all CPUs together have done since boot, in clock ticks (sysconf(_SC_CLK_TCK)): the `cpu` line of
/// /proc/stat.
struct ProcCpu {
    std::uint64_t user = 0; ///< includes guest
    std::uint64_t nice = 0; ///< includes guest_nice
    std::uint64_t system = 0;
    std::uint64_t idle = 0;
    std::uint64_t iowait = 0;
    std::uint64_t irq = 0;
    std::uint64_t softirq = 0;
    /// Time in which this virtual machine had work and the hypervisor ran somebody else. Where it grows, a
    /// measurement of time is of the neighbours too.
    std::uint64_t steal = 0;

    /// Everything, guest time once (it is already part of user and nice).
    constexpr std::uint64_t total() const noexcept {
        return user + nice + system + idle + iowait + irq + softirq + steal;
    }

    friend bool operator==(ProcCpu const&, ProcCpu const&) = default;
};

/// Reads the total line of the text of /proc/stat (proc(5)), wherever in the text it stands.
///
/// nullopt when there is no such line, it has fewer than four numbers, or one of the first eight is
/// malformed. Numbers that an old kernel does not print are 0. Pure; safe from any thread.
std::optional<ProcCpu> parse_proc_cpu(std::string_view text);

} // namespace wasmbench::probe
