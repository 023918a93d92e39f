#include "old_method.hpp"
#include "program_scaling.hpp"
#include "trial_ledger.hpp"
#include "trial_run.hpp"
#include "used_resources.hpp"

#include <wasmbench/probe/grouped_launcher.hpp>
#include <wasmbench/probe/sampler.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

#include <sys/resource.h>

namespace wasmbench::plan {
namespace {

// A spawned child's ru_maxrss begins at the harness's own peak (docs/design/005): at or below it the value
// says nothing of the child.
std::uint64_t own_peak_resident_bytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    constexpr std::uint64_t unit = 1;
#else
    constexpr std::uint64_t unit = 1024;
#endif
    return static_cast<std::uint64_t>(usage.ru_maxrss) * unit;
}

// The first moments of a process, asked for without a pause: a program that lives for a millisecond has ended
// before the sampler's thread has asked twice. Ends with the process, or after a while, when the sampler
// takes over.
class FirstMoments {
public:
    void watch(Probe& probe, ProcessTree const& tree, Clock const& clock) {
        if (!probe.attach(tree).usable) return;
        series_.resize(probe.metrics().size());
        std::vector<double> values(series_.size());
        auto const end = clock.now() + std::chrono::milliseconds(20);
        for (auto now = clock.now(); now < end; now = clock.now()) {
            probe.sample(now, values);
            if (std::all_of(values.begin(), values.end(), [](double v) { return std::isnan(v); })) break;
            for (std::size_t i = 0; i < values.size(); ++i) series_[i].push_back({now, values[i]});
        }
        probe.detach();
    }

    // Those of the probe's i-th metric.
    std::vector<Sample> samples(std::size_t i) const {
        return i < series_.size() ? series_[i] : std::vector<Sample>{};
    }

private:
    std::vector<std::vector<Sample>> series_;
};

constexpr std::string_view memory_probe = "memory";

// What a launcher that starts inside the meter's control group needs; the plain one where there is no group.
class MeteredLaunch {
public:
    explicit MeteredLaunch(Launcher& plain)
        : plain_(plain) {
        meter.begin();
        if (auto* const group = meter.group()) grouped_.emplace(plain, *group);
    }
    Launcher& launcher() { return grouped_ ? static_cast<Launcher&>(*grouped_) : plain_; }
    bool entered() const { return grouped_ && grouped_->entered(); }

    probe::UsageMeter meter;

private:
    Launcher& plain_;
    std::optional<probe::GroupedLauncher> grouped_;
};

// Runs the program once more with the probes watching from the moment it exists, in a control group of its own,
// which misses nothing of a program that has ended before anybody looked. Not timed: the watching begins on the
// start path.
asio::awaitable<Result<void>> watch_memory(TrialRun const& timed, Prepared prepared) {
    if (auto const done = bring_into_condition(timed); !done) co_return done.error();
    timed.step(steps::memory);
    FirstMoments first;
    probe::Sampler sampler;
    MeteredLaunch metered(timed.ports.launcher);
    auto const& c = timed.context;
    RunContext context{c.executor, metered.launcher(), c.connector, c.clock, c.scratch, c.log_stem, {}, {}};
    auto const trial = timed.with_context(context);
    bool has_processes = false;
    context.on_processes = [&](ProcessTree const& tree) {
        has_processes = has_processes || !tree.roots.empty();
        metered.meter.watch(tree);
        for (auto* probe : trial.ports.probes)
            if (probe->name() == memory_probe) first.watch(*probe, tree, trial.context.clock);
        sampler.start(trial.ports.probes, tree, {std::chrono::milliseconds(1)});
    };
    auto instance = co_await start_trial(trial, std::move(prepared));
    context.on_processes = nullptr;
    auto const report = sampler.stop();
    auto const used = metered.meter.end(metered.entered());
    if (!instance) co_return instance.error();
    if (has_processes) report_usage(trial, used);
    // By the probe's metrics and not by the sampler's series: when the program had ended before the sampler
    // came, the first moments are all there is.
    for (auto* probe : trial.ports.probes) {
        if (probe->name() != memory_probe) continue;
        for (std::size_t i = 0; i < probe->metrics().size(); ++i) {
            auto const& metric = probe->metrics()[i];
            auto samples = first.samples(i);
            for (auto const& series : report.series)
                if (series.probe == memory_probe && series.metric == metric)
                    samples.insert(samples.end(), series.samples.begin(), series.samples.end());
            if (!samples.empty())
                trial.measured(Phase::measure, metric.name, metric.unit, std::move(samples));
        }
    }
    co_return Result<void>{};
}

} // namespace

asio::awaitable<Result<void>> run_program_trial(TrialRun trial) {
    auto prepared = co_await prepare_trial(trial);
    if (!prepared) co_return prepared.error();
    std::optional<Duration> took;
    {
        if (auto const done = bring_into_condition(trial); !done) co_return done.error();
        begin_watch(trial);
        TrialLedger ledger(trial.context.clock);
        auto instance = co_await start_trial(trial, *prepared);
        if (!instance) co_return instance.error();
        // The instance goes before anybody is told, so that what the observers do is no part of the trial's
        // time.
        auto const endpoint = (*instance)->endpoint();
        auto const timeline = (*instance)->timeline();
        auto const processes = (*instance)->processes();
        took = timeline.between(marks::launch, marks::ready);
        instance->reset();
        ledger.started(timeline);
        if (auto const ended = timeline.at(marks::ready)) ledger.add(spans::teardown, *ended);
        ledger.report(trial);
        trial.observer.instance_ready(trial.key, endpoint);
        report_start(trial, timeline);
        if (auto const* end = std::get_if<CommandEndpoint>(&endpoint)) {
            auto const at = end->exit.ended_at;
            // A program that nobody accounted for (its control group had gone) has no figure, not zero.
            if (auto const used = end->exit.usage.cpu_seconds(); used > 0)
                trial.measured(Phase::measure, "cpu/usage", Unit::seconds, at, used);
            if (auto const peak = end->exit.usage.max_resident_bytes; peak > own_peak_resident_bytes())
                trial.measured(Phase::measure, "memory/max_rss", Unit::bytes, at, static_cast<double>(peak));
            for (auto const& figure : trial.row.workload->self_reported(end->output))
                trial.measured(Phase::measure, figure.metric.name, figure.metric.unit, at, figure.value);
        }
        watch_part(trial, processes);
    }
    co_await end_watch(trial);
    if (took) co_await program_scaling(trial, *prepared, *took);
    if (co_await is_cancelled()) co_return Failure{asio::error::operation_aborted, {}};
    co_await run_old_start(trial);
    if (co_await is_cancelled()) co_return Failure{asio::error::operation_aborted, {}};
    if (trial.key.block >= trial.settings.memory_trials) co_return Result<void>{};
    co_return co_await watch_memory(trial, std::move(*prepared));
}

} // namespace wasmbench::plan
