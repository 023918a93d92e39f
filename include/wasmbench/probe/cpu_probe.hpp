#pragma once

#include <wasmbench/core/probe.hpp>

#include <memory>

namespace wasmbench::probe {

/// CPU time of a whole process tree, from /proc/PID/stat.
///
/// Metrics:
/// - `cpu/user`, seconds: user time the tree has used since attach(); never falls
/// - `cpu/system`, seconds: the same, time in the kernel on its behalf
/// - `threads/count`: threads of all live processes now
///
/// CPU used between two samples is the difference of their values. Resolution: one clock tick (10 ms) per
/// process, and user + system is better than either alone, because the kernel splits one precise sum by a
/// coarse count.
///
/// Processes that have ended: a parent's record grows by the whole time of a child once it has waited for it
/// (and for that child's own children). What has been waited for is therefore exact, whether it was ever seen
/// alive or not. Of a process that ended and was *not* waited for inside the tree (the parent ignores
/// SIGCHLD, the parent has died, the process was a root) the value of the last sample in which it was seen is
/// kept. Missed: what such a process used after that sample, and all of it if it lived and died between two
/// samples. Where one parent leaves some children without waiting and waits for others that were never seen,
/// the larger of the two sums is taken, so the result is a lower bound. The exit report of a root
/// (ExitReport) has the kernel's own total at the end.
///
/// In the tree: as in SmapsProbe; shared daemons are left out.
/// Thread safety: one object is used by one thread at a time.
class CpuProbe final : public Probe {
public:
    /// `period` is what period() says; nothing is opened before attach().
    explicit CpuProbe(Duration period = std::chrono::milliseconds(10));
    ~CpuProbe() override;

    /// "cpu".
    std::string_view name() const noexcept override;

    /// Tries its own process.
    Availability availability() const override;

    std::span<Metric const> metrics() const noexcept override;
    Duration period() const noexcept override;

    /// Takes the zero point. Not usable when no root that is not a shared daemon is alive.
    Availability attach(ProcessTree const&) override;

    /// All NaN when no process of the tree is left in the process table, or when attach() was not called: the
    /// last sample with a value is then what is known. A process that has ended but still waits to be reaped
    /// is read.
    void sample(TimePoint now, std::span<double> out) override;

    void detach() noexcept override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace wasmbench::probe
