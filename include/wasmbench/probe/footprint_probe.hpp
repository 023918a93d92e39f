#pragma once

#include <wasmbench/core/probe.hpp>

#include <memory>

namespace wasmbench::probe {

/// Memory of a whole process tree on macOS, from proc_pid_rusage. Elsewhere it is not available: Linux says more
/// (SmapsProbe), and macOS says nothing of PSS, so the two have no metric but RSS in common.
///
/// Metrics, all in bytes, each a sum over the live processes:
/// - `memory/rss`: resident sets; shared pages count once per process
/// - `memory/footprint`: what the system charges each process with (the figure of Activity Monitor): dirty and
///   compressed pages and those of its devices, not clean pages of files. No process shares in another's.
/// - `memory/footprint_peak_sum`: the highest footprint of each since it began; their peaks need not have been at
///   the same moment
///
/// Processes of other users are seen by root alone. In the tree: as in SmapsProbe.
/// Compiled by cross-compilation, never run by this project.
/// Thread safety: one object is used by one thread at a time.
class FootprintProbe final : public Probe {
public:
    /// `period`: between two samples.
    explicit FootprintProbe(Duration period = std::chrono::milliseconds(10));
    ~FootprintProbe() override;

    /// "memory", as SmapsProbe, whose place it takes.
    std::string_view name() const noexcept override;

    /// Tries its own process.
    Availability availability() const override;

    std::span<Metric const> metrics() const noexcept override;
    Duration period() const noexcept override;

    /// Not usable when no root that is not a shared daemon is alive, or outside macOS.
    Availability attach(ProcessTree const&) override;

    /// All NaN when no process of the tree is alive or can be looked at, or when attach() was not called or not usable.
    void sample(TimePoint now, std::span<double> out) override;

    void detach() noexcept override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace wasmbench::probe
