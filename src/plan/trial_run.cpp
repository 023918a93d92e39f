#include "trial_run.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

namespace wasmbench::plan {

void TrialRun::measured(Phase phase, std::string name, Unit unit, std::vector<Sample> samples) const {
    observer.measured({key, phase, {std::move(name), unit}, std::move(samples)});
}

void TrialRun::measured(Phase phase, std::string name, Unit unit, TimePoint at, double value) const {
    measured(phase, std::move(name), unit, {{at, value}});
}

void TrialRun::not_measured(std::string_view metric, std::string_view reason) const {
    observer.not_measured(key, metric, reason);
}

TrialRun TrialRun::with_concurrency(std::uint32_t n) const {
    auto copy = *this;
    copy.key.concurrency = n;
    return copy;
}

Failure TrialRun::failure(error_code ec) const {
    return {ec, context.diagnostics};
}

asio::awaitable<Result<Prepared>> prepare_trial(TrialRun const& trial) {
    error_code ec;
    trial.step(steps::preparing);
    trial.context.diagnostics = {};
    // A named object: g++ 12 destroys an aggregate made inside a co_await expression twice.
    PrepareSpec spec{trial.row.workload, trial.row.row.options};
    auto prepared = co_await trial.row.runtime->async_prepare(
        trial.context, std::move(spec), asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return trial.failure(ec);
    for (auto const& [step, took] : prepared.steps)
        trial.measured(
            Phase::prepare, "prepare/" + step, Unit::seconds, trial.context.clock.now(), to_seconds(took));
    co_return prepared;
}

asio::awaitable<Result<InstancePtr>> start_trial(TrialRun const& trial, Prepared prepared) {
    error_code ec;
    trial.context.diagnostics = {};
    StartSpec spec;
    spec.workload = trial.row.workload;
    spec.options = trial.row.row.options;
    spec.prepared = std::move(prepared);
    spec.ready_within = std::chrono::duration_cast<std::chrono::milliseconds>(
        from_seconds(trial.settings.ready_within_seconds));
    auto instance = co_await trial.row.runtime->async_start(
        trial.context, std::move(spec), asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return trial.failure(ec);
    co_return instance;
}

void report_start(TrialRun const& trial, Timeline const& timeline) {
    auto const launch = timeline.at(marks::launch);
    auto const ready = timeline.at(marks::ready);
    if (!launch || !ready) return;
    auto since_launch = [&](std::string_view mark, char const* metric) {
        if (auto const at = timeline.at(mark))
            trial.measured(Phase::start, metric, Unit::seconds, *at, to_seconds(*at - *launch));
    };
    since_launch(marks::spawned, "start/spawn");
    since_launch(marks::connected, "start/connected");
    since_launch(marks::first_byte, "start/first_byte");
    since_launch(marks::ready, "start/ready");
    // The steps that only this runtime has: "container_created" -> start/container_created.
    constexpr std::array<std::string_view, 7> common = {marks::launch, marks::spawned, marks::last_failure,
        marks::connecting, marks::connected, marks::first_byte, marks::ready};
    for (auto const& mark : timeline.all())
        if (std::find(common.begin(), common.end(), mark.name) == common.end())
            since_launch(mark.name, ("start/" + mark.name).c_str());
    // Readiness is known to lie between the last moment at which it was not there and the first success. Without
    // such a moment it lies anywhere since the launch. A program's end is not polled for, so it has no
    // bracket.
    if (!timeline.at(marks::connected)) return;
    auto const last_failure = timeline.at(marks::last_failure).value_or(*launch);
    trial.measured(Phase::start, "start/bracket", Unit::seconds, *ready, to_seconds(*ready - last_failure));
}

namespace {

// A start from a cold page cache reads its files from the disk: that is what the row states.
bool is_asked_for(TrialRun const& trial, std::string_view reason) {
    return trial.row.row.page_cache == PageCache::cold && (reason == "page_in" || reason == "major_faults");
}

} // namespace

ProcessTree with_store(TrialRun const& trial, ProcessTree tree) {
    if (trial.store) tree.parts.push_back(*trial.store);
    return tree;
}

void begin_watch(TrialRun const& trial) {
    if (trial.ports.disturbances) trial.ports.disturbances->begin();
}

void watch_part(TrialRun const& trial, ProcessTree const& tree) {
    if (trial.ports.disturbances) trial.ports.disturbances->follow(tree);
}

asio::awaitable<void> end_watch(TrialRun const& trial) {
    auto* const watch = trial.ports.disturbances;
    if (!watch) co_return;
    auto const now = trial.context.clock.now();
    if (auto const missing = watch->missing(now); missing > Duration::zero()) {
        error_code ignored; // a trial that is told to end now says so itself
        co_await trial.context.clock.async_wait_until(
            trial.context.executor, now + missing, asio::redirect_error(asio::use_awaitable, ignored));
    }
    std::map<std::pair<std::string, Unit>, std::vector<Sample>> series;
    for (auto const& [at, what] : watch->end()) {
        series[{"environment/" + what.reason, what.unit}].push_back({at, what.value});
        if (what.marks() && !is_asked_for(trial, what.reason)) series[{"disturbed/" + what.reason, what.unit}].push_back({at, what.value});
    }
    for (auto& [metric, samples] : series)
        trial.measured(Phase::measure, metric.first, metric.second, std::move(samples));
}

bool wants_scaling(TrialRun const& trial) {
    auto const& scaling = trial.settings.scaling;
    return scaling && !trial.row.row.base_only && trial.key.block < scaling->blocks;
}

StopPolicy stop_policy(TrialRun const& trial) {
    return {std::chrono::duration_cast<std::chrono::milliseconds>(from_seconds(trial.settings.stop_grace_seconds))};
}

asio::awaitable<bool> is_cancelled() {
    co_return (co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none;
}

} // namespace wasmbench::plan
