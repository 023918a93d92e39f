#pragma once

#include <wasmbench/core/availability.hpp>
#include <wasmbench/core/metric.hpp>
#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/probe/control_group.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::probe {

/// One figure of what an instance used.
struct UsageFigure {
    Metric metric;
    double value = 0;

    friend bool operator==(UsageFigure const&, UsageFigure const&) = default;
};

/// What an instance used between two moments, with how it was learnt.
struct UsageReport {
    /// - `accounting/own_group`, `accounting/exit_records`, `accounting/perf_counters`, count: 1 when that source
    ///   was used and nothing of it was lost, else 0
    /// - of an own control group: `cpu/own_group`, `cpu/own_group_user`, `cpu/own_group_system`, seconds, of
    ///   everybody who was inside, exact; `pressure/own_group_{cpu,memory,io}`, seconds in which something inside
    ///   waited; and when the processes began inside `memory/own_group_peak`, bytes
    /// - of the exit records: `processes/started`, `processes/ended`, count; `cpu/ended_processes`, seconds, of
    ///   those that ended (each without its last moments, a tick at most); `memory/ended_peak_rss`, bytes, of the largest of them
    /// - of the threads: `activity/{minor_faults,major_faults,voluntary_switches,involuntary_switches}`, count,
    ///   `activity/run_delay`, seconds, `activity/{read_bytes,write_bytes}`, bytes, `activity/threads`, count of
    ///   the living at the end; and `cpu/threads`, seconds, only when no thread was lost: exact of the living, of
    ///   the ended without their last moments. Without
    ///   exit records these are lower bounds: threads that ended meanwhile are missing
    /// - `perf/...`: see hardware_events()
    std::vector<UsageFigure> figures;
    /// What could not be had, as "source: reason".
    std::vector<std::string> absent;

    /// The value of that metric; nullopt when no source gave it.
    std::optional<double> value(std::string_view metric) const noexcept;
};

/// Measures what an instance uses, from all sources that this machine has. Reads at the begin and at the end and
/// nothing in between, so it may go on while something is timed.
///
/// The ways to use it: begin(), launch with a GroupedLauncher over group(), watch() when the processes exist,
/// end(): all that the processes ever used. Or begin(), adopt() when the instance runs already, end(): what it
/// used meanwhile. In either case a container, which has a control group, is not put into another.
/// Thread safety: one object is used by one thread at a time.
class UsageMeter {
public:
    UsageMeter();
    /// Removes the control group: see ControlGroup.
    ~UsageMeter();
    UsageMeter(UsageMeter const&) = delete;
    UsageMeter& operator=(UsageMeter const&) = delete;

    /// Makes the control group and begins to listen for forks and ends. What is not to be had is in the report.
    void begin();

    /// Null where none could be made.
    ControlGroup* group() noexcept;

    /// The processes were launched inside group(), where there is one, after begin().
    void watch(ProcessTree const& tree);

    /// The processes run: counts from now on. They are moved into group(), unless that changes how they share
    /// the CPU with the load generator.
    void adopt(ProcessTree const& tree);

    /// `launched_inside`: whether the processes began inside group() (GroupedLauncher::entered()).
    UsageReport end(bool launched_inside = false);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace wasmbench::probe
