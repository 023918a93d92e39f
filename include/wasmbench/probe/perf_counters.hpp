#pragma once

#include <wasmbench/core/availability.hpp>
#include <wasmbench/core/metric.hpp>
#include <wasmbench/core/process_identity.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace wasmbench::probe {

/// An event as perf_event_open(2) names it.
struct PerfEvent {
    Metric metric;
    std::uint32_t type = 0; ///< PERF_TYPE_HARDWARE is 0, PERF_TYPE_SOFTWARE is 1
    std::uint64_t config = 0;
    double scale = 1; ///< from the kernel's unit to the metric's
};

/// `perf/instructions`, `perf/cycles`, `perf/cache_misses`: the processor's own counters, user mode and kernel.
std::vector<PerfEvent> hardware_events();

/// A value of PerfCounters.
struct PerfReading {
    Metric metric;
    double value = 0;
    /// Part of the time in which the counter was counting: below 1 the processor has too few counters, and the
    /// value was scaled up.
    double coverage = 1;
};

/// Counts events of a tree's threads and of all threads and processes that these begin (Linux, perf_event_open(2)
/// with `inherit`).
///
/// Costs a file descriptor an event and thread, and a few microseconds at each switch of a counted thread.
/// Thread safety: one object is used by one thread at a time.
class PerfCounters {
public:
    /// Opens nothing before attach().
    explicit PerfCounters(std::vector<PerfEvent> events = hardware_events());
    ~PerfCounters();
    PerfCounters(PerfCounters const&) = delete;
    PerfCounters& operator=(PerfCounters const&) = delete;

    /// Begins to count at 0. Not usable when the first event cannot be opened (no such counter in this machine,
    /// or not allowed) or when nobody of the tree is alive; an event that cannot be opened later has no reading.
    Availability attach(ProcessTree const& tree);

    /// What was counted since attach(), also of those that have ended. Children that are alive are included.
    std::vector<PerfReading> read() const;

    /// Closes the counters; without attach() it does nothing.
    void detach() noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Whether the hardware events can be counted here; tries it on the calling thread.
Availability perf_counters_available();

} // namespace wasmbench::probe
