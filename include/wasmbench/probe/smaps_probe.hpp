#pragma once

#include <wasmbench/core/probe.hpp>

#include <memory>

namespace wasmbench::probe {

/// Memory of a whole process tree, from /proc/PID/smaps_rollup and /proc/PID/status (Linux 4.14 and later).
///
/// Metrics, all in bytes:
/// - `memory/pss`: sum of PSS: a page shared inside the tree counts once; one shared with strangers (libc.so)
///   counts in part
/// - `memory/rss`: sum of RSS: shared pages count once per process; for comparison with older work
/// - `memory/uss`: sum of the pages that one process alone maps
/// - `memory/peak_rss_sum`: sum over the *live* processes of each one's highest RSS since its exec (VmHWM)
///
/// What is in the tree: the live roots of the ProcessTree except shared daemons, all their descendants, and
/// everybody who once was one (a process whose parent has died stays in the tree). The processes are read one
/// after another, some 10 to 100 us each, so a page handed from one to the next meanwhile may count twice or
/// not at all.
///
/// What is missed: a process that begins and ends between two samples; the peaks of processes that have ended
/// (peak_rss_sum may fall); swapped-out and hugetlbfs pages. Peaks of different processes need not have been
/// at the same moment, so peak_rss_sum is an upper bound of the live processes' common peak.
///
/// PSS needs the right to trace (same user, or CAP_SYS_PTRACE). When it is refused for one process of the
/// tree, `memory/pss` and `memory/uss` of that sample are NaN - a partial sum would look like a small
/// footprint - and `memory/rss` comes from /proc/PID/status, which everybody may read. attach() then succeeds
/// with the reason set.
///
/// Thread safety: one object is used by one thread at a time.
class SmapsProbe final : public Probe {
public:
    /// `period` is what period() says; nothing is opened before attach().
    explicit SmapsProbe(Duration period = std::chrono::milliseconds(10));
    ~SmapsProbe() override;

    /// "memory".
    std::string_view name() const noexcept override;

    /// Tries its own process. Usable with a reason when only RSS can be had.
    Availability availability() const override;

    std::span<Metric const> metrics() const noexcept override;
    Duration period() const noexcept override;

    /// Not usable when no root that is not a shared daemon is alive. Usable with a reason when PSS is refused
    /// for one.
    Availability attach(ProcessTree const&) override;

    /// All NaN when no process of the tree is alive, or when attach() was not called. Costs microseconds per
    /// process plus microseconds per thousand mappings; holds the process's memory map lock for reading
    /// meanwhile.
    void sample(TimePoint now, std::span<double> out) override;

    void detach() noexcept override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace wasmbench::probe
