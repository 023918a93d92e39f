#pragma once

#include <wasmbench/core/observer.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/core/run_context.hpp>
#include <wasmbench/plan/resolve.hpp>
#include <wasmbench/plan/session.hpp>

#include <boost/asio/awaitable.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::plan {

/// What Observer::step is told, in the order of a trial; which there are depends on the workload and the plan.
namespace steps {
inline constexpr char const* preparing = "preparing";
inline constexpr char const* starting = "starting";
inline constexpr char const* warmup = "warm-up";
inline constexpr char const* sequential = "sequential";
inline constexpr char const* concurrent = "concurrent";
inline constexpr char const* scaling = "scaling";
inline constexpr char const* density = "density";
inline constexpr char const* old_method = "old method";
inline constexpr char const* stopping = "stopping";
inline constexpr char const* memory = "memory"; ///< a program's further run, watched for what it uses
} // namespace steps

/// One trial while it runs: what its steps share.
struct TrialRun {
    ResolvedRow const& row;
    RunKey key;
    TrialSettings const& settings;
    RunContext& context;
    SessionPorts const& ports;
    Observer& observer;
    /// The store that runs beside the instance, of which it is no part.
    std::optional<ProcessPart> store = {};

    /// Tells the observer what comes now. Outside of what is timed: it may draw on a terminal.
    void step(std::string_view name) const { observer.step(key, name); }
    /// Hands a measurement to the observer.
    void measured(Phase phase, std::string name, Unit unit, std::vector<Sample> samples) const;
    void measured(Phase phase, std::string name, Unit unit, TimePoint at, double value) const;
    /// Tells the observer of a figure that this trial could not have.
    void not_measured(std::string_view metric, std::string_view reason) const;
    /// The same trial with another number of connections in use.
    TrialRun with_concurrency(std::uint32_t n) const;
    /// The same trial in another context, which must outlive what is started in it.
    TrialRun with_context(RunContext& other) const { return {row, key, settings, other, ports, observer, store}; }
    /// The series of a sampler, as measurements of this trial; values that could not be read are left in as
    /// NaN.
    Failure failure(error_code ec) const;
};

/// The workload kinds. Each runs prepare and start and everything after; the measurements go to the observer
/// as they are made, and nothing of the instance is left on return.
asio::awaitable<Result<void>> run_service_trial(TrialRun trial);
asio::awaitable<Result<void>> run_program_trial(TrialRun trial);

/// The step both begin with: its wall times are measured as prepare/<step>.
asio::awaitable<Result<Prepared>> prepare_trial(TrialRun const& trial);
/// Brings the files that a start reads into the row's page cache condition and measures page_cache/pages and
/// page_cache/resident; nothing for a row without one. Between prepare and start, never timed.
Result<void> bring_into_condition(TrialRun const& trial);
asio::awaitable<Result<InstancePtr>> start_trial(TrialRun const& trial, Prepared prepared);

/// start/ready, start/spawn, start/connected, start/first_byte, start/bracket, as far as the timeline has the
/// marks.
void report_start(TrialRun const& trial, Timeline const& timeline);

/// `tree` with the store that runs beside it as a further part. Nobody is charged for it, so it is no root. What disturbs a
/// trial needs none of this: whatever descends from the harness is its own.
ProcessTree with_store(TrialRun const& trial, ProcessTree tree);

/// Right before the launch, when a part of the trial is over while its processes live, and after all that is
/// timed: environment/<reason> of each part, and disturbed/<reason> of those that were disturbed. Without a
/// watch nothing happens.
void begin_watch(TrialRun const& trial);
void watch_part(TrialRun const& trial, ProcessTree const& tree);
asio::awaitable<void> end_watch(TrialRun const& trial);

/// Whether this trial is one of the blocks in which the plan wants scaling.
bool wants_scaling(TrialRun const& trial);

/// How the plan wants an instance to be ended.
StopPolicy stop_policy(TrialRun const& trial);

/// Whether the trial has been told to end.
asio::awaitable<bool> is_cancelled();

} // namespace wasmbench::plan
