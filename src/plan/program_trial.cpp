#include "trial_run.hpp"

#include <wasmbench/probe/sampler.hpp>

#include <cstdint>

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

// Runs the program once more with the probes watching from the moment it exists. Not timed: the watching
// begins on the start path.
asio::awaitable<Result<void>> watch_memory(TrialRun const& trial, Prepared prepared) {
    probe::Sampler sampler;
    trial.context.on_processes = [&](ProcessTree const& tree) {
        sampler.start(trial.ports.probes, tree, {std::chrono::milliseconds(1)});
    };
    auto instance = co_await start_trial(trial, std::move(prepared));
    trial.context.on_processes = nullptr;
    auto const report = sampler.stop();
    if (!instance) co_return instance.error();
    for (auto const& series : report.series)
        if (series.probe == "memory")
            trial.measured(Phase::measure, series.metric.name, series.metric.unit, series.samples);
    co_return Result<void>{};
}

} // namespace

asio::awaitable<Result<void>> run_program_trial(TrialRun trial) {
    auto prepared = co_await prepare_trial(trial);
    if (!prepared) co_return prepared.error();
    {
        auto instance = co_await start_trial(trial, *prepared);
        if (!instance) co_return instance.error();
        trial.observer.instance_ready(trial.key, (*instance)->endpoint());
        report_start(trial, (*instance)->timeline());
        if (auto const* end = std::get_if<CommandEndpoint>(&(*instance)->endpoint())) {
            auto const at = end->exit.ended_at;
            trial.measured(Phase::measure, "cpu/usage", Unit::seconds, at, end->exit.usage.cpu_seconds());
            if (auto const peak = end->exit.usage.max_resident_bytes; peak > own_peak_resident_bytes())
                trial.measured(Phase::measure, "memory/max_rss", Unit::bytes, at, static_cast<double>(peak));
            for (auto const& figure : trial.row.workload->self_reported(end->output))
                trial.measured(Phase::measure, figure.metric.name, figure.metric.unit, at, figure.value);
        }
    }
    if (trial.key.block >= trial.settings.memory_trials) co_return Result<void>{};
    co_return co_await watch_memory(trial, std::move(*prepared));
}

} // namespace wasmbench::plan
