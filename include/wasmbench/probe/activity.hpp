#pragma once

#include <wasmbench/core/availability.hpp>
#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/probe/tree_history.hpp>

#include <cstdint>
#include <vector>

namespace wasmbench::probe {

/// What a thread, or all those of a tree, did and suffered.
struct Activity {
    double cpu_seconds = 0;       ///< the scheduler's own sum, in nanoseconds; of ended threads see TaskEnd
    double run_delay_seconds = 0; ///< ready to run and waiting for a CPU
    std::uint64_t minor_faults = 0;
    std::uint64_t major_faults = 0;
    std::uint64_t voluntary_switches = 0;
    std::uint64_t involuntary_switches = 0;
    std::uint64_t read_bytes = 0; ///< from storage, not from the page cache
    std::uint64_t write_bytes = 0;

    friend bool operator==(Activity const&, Activity const&) = default;
};

Activity operator+(Activity const& a, Activity const& b) noexcept;
/// Field by field, never below zero.
Activity operator-(Activity const& a, Activity const& b) noexcept;

/// A living thread with what it has done since it began.
struct ThreadActivity {
    int pid = 0;     ///< of the thread
    int process = 0; ///< its process
    std::uint64_t start_ticks = 0;
    Activity since_begin;

    friend bool operator==(ThreadActivity const&, ThreadActivity const&) = default;
};

/// Reads every thread of every living process of the tree except shared daemons, from
/// /proc/PID/task/TID/{stat,status,schedstat,io}: some 50 us a thread, so it belongs before and after a
/// measurement and not into one. What may not be read (another user's io) counts as 0. Safe from any thread.
std::vector<ThreadActivity> read_activity(ProcessTree const& tree);

/// Whether read_activity() can see anything: Linux with /proc mounted.
Availability activity_available();

/// What the tree did from one reading to the next.
struct ActivityBetween {
    Activity activity;
    std::uint64_t threads = 0; ///< alive at the second reading
    /// Threads of the first reading that are neither in the second nor among the ended: what they did meanwhile
    /// is missing, as is all of those who began and ended meanwhile. Always 0 with a complete history.
    std::uint64_t lost_threads = 0;

    friend bool operator==(ActivityBetween const&, ActivityBetween const&) = default;
};

/// Adds up: who is in both readings with the difference; who began meanwhile in full; who ended meanwhile by
/// the kernel's record. `ended`: of a ProcessWatch that listened from the first reading to the second; empty
/// when there was none. Pure.
ActivityBetween activity_between(std::vector<ThreadActivity> const& before,
    std::vector<ThreadActivity> const& after, std::vector<TaskEnd> const& ended);

} // namespace wasmbench::probe
