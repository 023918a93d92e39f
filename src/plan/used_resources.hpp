#pragma once

#include "trial_run.hpp"

#include <wasmbench/probe/part_usage.hpp>
#include <wasmbench/probe/usage_meter.hpp>

#include <optional>
#include <string>
#include <vector>

namespace wasmbench::plan {

/// Hands every figure of the report to the observer.
void report_usage(TrialRun const& trial, probe::UsageReport const& report);

/// What the parts of an instance use while nobody asks anything of it, in CPU-seconds per second.
struct IdleUse {
    std::vector<probe::PartUsage> begin;
    std::vector<probe::PartUsage> end;
    double seconds = 0; ///< between the two

    /// Of the part with that name; nullopt when it was not there for all of the time.
    std::optional<double> rate(std::string const& part) const;
};

/// Looks on for a second while there is no load; returns at once for an instance without parts. Ends early,
/// with what was seen until then, when the trial is cancelled.
asio::awaitable<IdleUse> watch_idle_parts(TrialRun const& trial, ProcessTree const& tree);

/// Memory and CPU of each part of an instance that has several, those that nobody is charged for among them:
/// memory/part/<name>; of the `seconds` from `before` to `after` cpu/part/<name>; from `idle`
/// cpu/part_idle/<name>; and the first less the second over the same time, cpu/part_net/<name>.
void report_parts(TrialRun const& trial, IdleUse const& idle, std::vector<probe::PartUsage> const& before,
    std::vector<probe::PartUsage> const& after, double seconds);

} // namespace wasmbench::plan
