#pragma once

#include <cstdint>
#include <map>
#include <span>

namespace wasmbench::probe::detail {

/// User and system time, in clock ticks.
struct CpuTicks {
    std::uint64_t user = 0;
    std::uint64_t system = 0;

    friend constexpr CpuTicks operator+(CpuTicks a, CpuTicks b) noexcept {
        return {a.user + b.user, a.system + b.system};
    }
    /// Component by component, never below zero.
    friend constexpr CpuTicks operator-(CpuTicks a, CpuTicks b) noexcept {
        return {a.user > b.user ? a.user - b.user : 0, a.system > b.system ? a.system - b.system : 0};
    }
    friend bool operator==(CpuTicks, CpuTicks) = default;
};

/// What was read of one process.
struct CpuReading {
    int pid = 0;
    int ppid = 0;
    std::uint64_t start_ticks = 0;
    CpuTicks own;
    CpuTicks waited; ///< cutime and cstime: of the children it has waited for
};

/// Adds up the CPU time of a set of processes of which some end. Pure bookkeeping.
///
/// The time of a child that has ended is in its parent's `waited` or nowhere, and the process table does not
/// say which. So for each parent two sums are kept: what `waited` has grown by since the parent was first
/// seen, and the last seen totals of the children that have gone since. The larger one counts: the first is
/// exact when all were waited for, the second is what is known when none was.
class CpuLedger {
public:
    /// Takes the readings of all processes that are in the table now; whoever was there before and is missing
    /// has gone.
    void update(std::span<CpuReading const> readings);

    /// Total of everything seen, with what `waited` held when its process was first seen.
    CpuTicks total() const;

    bool empty() const noexcept { return entries_.empty(); }

private:
    struct Entry {
        CpuReading last;
        CpuTicks first_waited;
        CpuTicks lost; ///< last seen totals of children that have gone

        CpuTicks total() const;
    };

    void inherit(Entry const& ended, std::map<int, Entry>& gone);

    std::map<int, Entry> entries_; ///< by pid
    CpuTicks orphans_;             ///< of the gone whose parent is not in the set
};

} // namespace wasmbench::probe::detail
