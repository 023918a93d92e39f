#pragma once

#include <wasmbench/core/probe.hpp>

#include <filesystem>
#include <memory>

namespace wasmbench::probe {

/// Memory and CPU of an instance's control group, versions 1 and 2: what the kernel itself accounts to a
/// container, whoever its processes' parents are (Linux, Documentation/admin-guide/cgroup-v1 and cgroup-v2).
///
/// Metrics:
/// - `memory/cgroup`, bytes: what the group is charged, without page cache that nobody uses
///   (usage - inactive_file), which is what container engines show as a container's memory
/// - `memory/cgroup_usage`, bytes: all that it is charged, page cache included
/// - `cpu/cgroup`, seconds: CPU time of the group since attach(); never falls. Exact, also for processes that
///   came and went between two samples
/// - `memory/cgroup_peak`, bytes: the most it was charged since the group began, page cache included; the
///   kernel's own mark, so that nothing between two samples is missed (version 2: since Linux 5.19)
/// - `pressure/cgroup_cpu`, `pressure/cgroup_memory`, seconds since attach() in which something in the group
///   waited for a CPU or for memory (version 2 with psi=1)
///
/// Thread safety: one object is used by one thread at a time.
class CgroupProbe final : public Probe {
public:
    /// `root` is where /proc and the mounted hierarchies are looked for; another folder in tests.
    explicit CgroupProbe(
        Duration period = std::chrono::milliseconds(10), std::filesystem::path root = "/");
    ~CgroupProbe() override;

    /// "cgroup".
    std::string_view name() const noexcept override;

    /// Whether a hierarchy with memory or CPU accounting is mounted.
    Availability availability() const override;

    std::span<Metric const> metrics() const noexcept override;
    Duration period() const noexcept override;

    /// Takes the zero point. Not usable when the tree has no control group or its folders are not there.
    Availability attach(ProcessTree const&) override;

    /// NaN for what cannot be read; all of it when the group has gone.
    void sample(TimePoint now, std::span<double> out) override;

    void detach() noexcept override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace wasmbench::probe
