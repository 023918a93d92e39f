#include "density_part.hpp"
#include "lasting_processes.hpp"
#include "old_method.hpp"
#include "service_load.hpp"
#include "trial_ledger.hpp"
#include "trial_run.hpp"
#include "warmup_judge.hpp"
#include "used_resources.hpp"

#include <wasmbench/load/http_load.hpp>
#include <wasmbench/probe/sampler.hpp>
#include <wasmbench/stats/quantile.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace wasmbench::plan {
namespace {

void report_counts(TrialRun const& trial, load::LoadResult const& result) {
    auto count = [&](std::string name, std::uint64_t n) {
        trial.measured(Phase::measure, std::move(name), Unit::count, result.ended, static_cast<double>(n));
    };
    count("http/planned", result.counts.planned);
    count("http/ok", result.counts.ok);
    for (auto c : load::all_error_classes)
        if (result.counts.error(c) != 0)
            count("http/errors/" + std::string(to_string(c)), result.counts.error(c));
    if (result.counts.outstanding != 0) count("http/outstanding", result.counts.outstanding);
    if (result.counts.never_sent != 0) count("http/never_sent", result.counts.never_sent);
}

// Batches of requests until their medians have settled or a cap is met; nothing when the plan asks for no such
// warm-up. Each batch has a connection of its own: what warms up is the server.
asio::awaitable<Result<void>> warmup_part(
    TrialRun const& trial, HttpEndpoint const& endpoint, TrialLedger& ledger) {
    auto const& policy = trial.settings.warmup_until_stable;
    if (!policy) co_return Result<void>{};
    WarmupJudge judge_warm(*policy);
    trial.step(steps::warmup);
    auto const begin = trial.context.clock.now();
    std::vector<Sample> all;
    while (!judge_warm.over()) {
        auto const requests = judge_warm.next_batch();
        auto plan = load_plan(trial, endpoint);
        plan.options.stop.requests = requests;
        plan.options.keep_samples = true;
        auto result = co_await run_load(trial, std::move(plan), ledger, spans::warmup);
        if (!result) co_return result.error();
        if (auto const right = judge_answers(trial, "warm-up requests", *result, Errors::in_excess_fail); !right) co_return right.error();
        std::vector<double> times;
        for (auto const& s : result->samples) times.push_back(s.value);
        all.insert(all.end(), result->samples.begin(), result->samples.end());
        judge_warm.add(stats::quantile(stats::sorted_copy(times), 0.5), requests,
            to_seconds(trial.context.clock.now() - begin));
    }
    auto const end = trial.context.clock.now();
    trial.measured(Phase::warmup, "http/service_time", Unit::seconds, std::move(all));
    trial.measured(
        Phase::warmup, "warmup/requests", Unit::count, end, static_cast<double>(judge_warm.requests()));
    trial.measured(Phase::warmup, "warmup/stable", Unit::count, end, judge_warm.stable() ? 1 : 0);
    co_return Result<void>{};
}

// One connection, one request at a time: warm-up, then the service times; what the answers say about state.
asio::awaitable<Result<void>> sequential_part(
    TrialRun const& trial, HttpEndpoint const& endpoint, TrialLedger& ledger) {
    auto plan = load_plan(trial, endpoint);
    plan.options.warmup_requests = trial.settings.warmup_requests;
    plan.options.stop.requests = trial.settings.sequential_requests;
    plan.options.keep_samples = true;
    plan.options.keep_bodies = trial.settings.sequential_requests;
    trial.step(steps::sequential);
    auto result = co_await run_load(trial, std::move(plan), ledger, spans::sequential);
    if (!result) co_return result.error();
    report_counts(trial, *result);
    trial.measured(Phase::measure, "http/service_time", Unit::seconds, std::move(result->samples));
    if (auto const state = trial.row.workload->statefulness(result->bodies);
        state != Statefulness::not_applicable)
        trial.observer.state_observed(trial.key, state);
    co_return judge_answers(trial, "sequential requests", *result, Errors::in_excess_fail);
}

// What the metrics with these names have grown by between the first and the last sample, added up; NaN when
// one of them could not be read, or none is there.
double growth(probe::SamplerReport const& report, std::initializer_list<std::string_view> names) {
    double sum = 0;
    bool any = false;
    for (auto const& s : report.series) {
        if (std::find(names.begin(), names.end(), s.metric.name) == names.end()) continue;
        if (s.samples.empty()) return std::nan("");
        sum += s.samples.back().value - s.samples.front().value;
        any = true;
    }
    return any ? sum : std::nan("");
}

// CPU-seconds of the server from the best source there is: a container's control group or one of our own, which
// miss nothing, else the larger of two lower bounds: all its threads with those that ended, and its processes.
double cpu_seconds(probe::SamplerReport const& report, probe::UsageReport const& used) {
    if (auto const group = growth(report, {"cpu/cgroup"}); !std::isnan(group)) return group;
    if (auto const own_group = used.value("cpu/own_group")) return *own_group;
    auto const processes = growth(report, {"cpu/user", "cpu/system"});
    return std::fmax(processes, used.value("cpu/threads").value_or(std::nan(""))); // fmax: the one that is a number
}

// Whether the kernel keeps it at all: version 1 has no pressure.
bool is_kept(probe::Series const& series) {
    return std::any_of(
        series.samples.begin(), series.samples.end(), [](Sample const& s) { return !std::isnan(s.value); });
}

// All connections at once, with the probes watching.
asio::awaitable<Result<void>> concurrent_part(
    TrialRun const& one, HttpEndpoint const& endpoint, ProcessTree const& tree, TrialLedger& ledger) {
    auto const& settings = one.settings;
    auto const trial = one.with_concurrency(settings.connections);
    auto plan = load_plan(trial, endpoint);
    plan.options.connections = settings.connections;
    plan.options.threads = std::min<std::size_t>(settings.load_threads, settings.connections);
    plan.options.warmup_requests = settings.connections;
    if (settings.concurrent_seconds > 0)
        plan.options.stop.duration = from_seconds(settings.concurrent_seconds);
    else
        plan.options.stop.requests = settings.concurrent_requests;

    trial.step(steps::concurrent);
    auto const at_rest = trial.context.clock.now();
    auto const idle = co_await watch_idle_parts(trial, tree);
    if (idle.seconds > 0) ledger.add(spans::idle, at_rest);
    if (co_await is_cancelled()) co_return Failure{asio::error::operation_aborted, {}};
    auto const probes_begin = trial.context.clock.now();
    // A runtime inside the harness has no process of its own.
    probe::UsageMeter meter;
    if (!tree.roots.empty()) {
        meter.begin();
        meter.adopt(tree);
    }
    auto const began = trial.context.clock.now();
    auto const parts = with_store(trial, tree);
    auto const parts_before = probe::read_parts(parts);
    probe::Sampler sampler;
    sampler.start(trial.ports.probes, tree, {from_seconds(settings.sample_period_seconds)});
    ledger.add(spans::probes_begin, probes_begin);
    auto result = co_await run_load(trial, std::move(plan), ledger, spans::concurrent);
    auto const probes_end = trial.context.clock.now();
    auto const watched = sampler.stop();
    auto const parts_after = probe::read_parts(parts);
    auto const lasted = to_seconds(trial.context.clock.now() - began);
    probe::UsageReport used;
    if (!tree.roots.empty()) used = meter.end();
    ledger.add(spans::probes_end, probes_end);
    if (!result) co_return result.error();

    report_parts(trial, idle, parts_before, parts_after, lasted);
    report_usage(trial, used);
    report_counts(trial, *result);
    auto const at = result->last_completion.value_or(result->ended);
    trial.measured(Phase::measure, "http/throughput", Unit::per_second, at, result->throughput());
    if (result->service_time.count() > 0) {
        auto quantile = [&](double p) {
            return static_cast<double>(result->service_time.value_at_quantile(p)) * 1e-9;
        };
        trial.measured(Phase::measure, "http/latency_p50", Unit::seconds, at, quantile(0.5));
        trial.measured(Phase::measure, "http/latency_p99", Unit::seconds, at, quantile(0.99));
    }
    trial.measured(Phase::measure, "cpu/client_seconds", Unit::seconds, at, result->cpu_seconds);
    trial.measured(Phase::measure, "cpu/server_seconds", Unit::seconds, at, cpu_seconds(watched, used));
    trial.measured(Phase::measure, "cpu/sampler_seconds", Unit::seconds, at, to_seconds(watched.cpu_used));
    for (auto const& series : watched.series)
        if (series.metric.name.starts_with("memory/") || (series.metric.name.starts_with("pressure/") && is_kept(series)))
            trial.measured(Phase::measure, series.metric.name, series.metric.unit, series.samples);
    co_return judge_answers(trial, "concurrent requests", *result, Errors::in_excess_fail);
}

// One level of the scaling part. The rate; 0 when a request failed, so that nothing is looked for beyond.
asio::awaitable<Result<double>> scaling_level(
    TrialRun const& one, HttpEndpoint const& endpoint, std::uint32_t connections, TrialLedger& ledger) {
    auto const trial = one.with_concurrency(connections);
    auto plan = load_plan(trial, endpoint);
    plan.options.connections = connections;
    plan.options.threads = std::min<std::size_t>(trial.settings.load_threads, connections);
    plan.options.warmup_requests = connections;
    plan.options.stop.duration = from_seconds(trial.settings.scaling->seconds);
    trial.step(steps::scaling);
    auto const result = co_await run_load(trial, std::move(plan), ledger, spans::scaling);
    if (!result) co_return result.error();
    auto const at = result->last_completion.value_or(result->ended);
    auto const failed = result->counts.planned - result->counts.ok - result->counts.never_sent;
    trial.measured(Phase::measure, "scaling/throughput", Unit::per_second, at, result->throughput());
    trial.measured(Phase::measure, "scaling/not_answered", Unit::count, at, static_cast<double>(failed));
    if (result->service_time.count() > 0)
        for (auto const& [name, p] : {std::pair("scaling/latency_p50", 0.5), std::pair("scaling/latency_p99", 0.99)})
            trial.measured(Phase::measure, name, Unit::seconds, at,
                static_cast<double>(result->service_time.value_at_quantile(p)) * 1e-9);
    if (auto const right = judge_answers(trial, "scaling requests", *result, Errors::are_figures); !right) co_return right.error();
    // A request that is under way at the end of the time is not a failure of this level.
    co_return failed > result->counts.outstanding ? 0.0 : result->throughput();
}

asio::awaitable<Result<void>> scaling_part(TrialRun const& trial, HttpEndpoint const& endpoint, TrialLedger& ledger) {
    auto const& scaling = trial.settings.scaling;
    auto const& levels = scaling->connections;
    double best = 0, last = 0;
    std::uint32_t connections = 0;
    for (std::size_t i = 0;; ++i) {
        bool const beyond = i >= levels.size();
        bool const worse = last <= 0 || last < scaling->worse * best;
        if (beyond && (worse || connections > scaling->most_connections / 2)) break;
        connections = beyond ? 2 * connections : levels[i];
        auto const rate = co_await scaling_level(trial, endpoint, connections, ledger);
        if (!rate) co_return rate.error();
        last = *rate;
        best = std::max(best, last);
    }
    co_return Result<void>{};
}

// The outcome of a part of which nothing shows yet that its instance did not outlive it: an answer that came before the end, a
// rate of which the begin was right.
Result<void> if_all_last(LastingProcesses const& processes, char const* part, Result<void> result) {
    if (!result && result.error().code == asio::error::operation_aborted) return result;
    auto const ended = processes.ended();
    if (ended.empty()) return result;
    Diagnostics d;
    d.stage = part;
    d.subject = ended;
    if (!result) {
        auto const seen = result.error().diagnostics;
        if (!seen.subject.empty()) d.subject += "; " + seen.subject;
    }
    return Failure{errc::instance_ended, std::move(d)};
}

} // namespace

asio::awaitable<Result<void>> run_service_trial(TrialRun trial) {
    auto prepared = co_await prepare_trial(trial);
    if (!prepared) co_return prepared.error();
    if (auto const done = bring_into_condition(trial); !done) co_return done.error();
    auto const available = available_memory(trial);
    begin_watch(trial);
    TrialLedger ledger(trial.context.clock);
    auto started = co_await start_trial(trial, *prepared);
    if (!started) co_return started.error();
    auto& instance = **started;
    ledger.started(instance.timeline());
    if (auto const ready = instance.timeline().at(marks::ready)) ledger.add(spans::checks, *ready);
    trial.observer.instance_ready(trial.key, instance.endpoint());
    report_start(trial, instance.timeline());
    watch_part(trial, instance.processes());

    auto const* endpoint = std::get_if<HttpEndpoint>(&instance.endpoint());
    if (!endpoint) {
        Diagnostics d;
        d.stage = "requests";
        d.expected = "a runtime whose service instances answer over HTTP";
        co_return Failure{errc::unsupported, std::move(d)};
    }
    LastingProcesses const processes(with_store(trial, instance.processes()));
    auto result = co_await warmup_part(trial, *endpoint, ledger);
    result = if_all_last(processes, "warm-up", std::move(result));
    if (result) {
        result = co_await sequential_part(trial, *endpoint, ledger);
        result = if_all_last(processes, "sequential requests", std::move(result));
    }
    watch_part(trial, instance.processes());
    ledger.add_next(spans::sequential_records);
    if (result) {
        result = co_await concurrent_part(trial, *endpoint, instance.processes(), ledger);
        result = if_all_last(processes, "concurrent requests", std::move(result));
        watch_part(trial, instance.processes());
        ledger.add_next(spans::concurrent_records);
    }
    if (result && wants_scaling(trial)) {
        result = co_await scaling_part(trial, *endpoint, ledger);
        result = if_all_last(processes, "scaling", std::move(result));
        watch_part(trial, instance.processes());
    }
    bool const density = result && wants_density(trial);
    bool const old = result && wants_old_method(trial);
    if (density || old) co_await end_watch(trial); // what these do, and meet, disturbs nothing of the parts before
    if (density) {
        result = co_await density_part(trial, instance, *prepared, available, ledger);
        result = if_all_last(processes, "density", std::move(result));
    }
    if (old && result) {
        co_await run_old_requests(trial, *endpoint, instance.processes(), ledger);
        if (co_await is_cancelled()) co_return Failure{asio::error::operation_aborted, {}};
    }

    // Told to end at once: the instance's destructor kills without asking.
    if (!result && result.error().code == asio::error::operation_aborted) co_return result.error();
    error_code ec;
    trial.step(steps::stopping);
    auto const asked = trial.context.clock.now();
    bool const ended_by_itself = processes.main_ended();
    auto const report = co_await instance.async_stop(stop_policy(trial), asio::redirect_error(asio::use_awaitable, ec));
    auto const stopped = trial.context.clock.now();
    started->reset();
    ledger.add(spans::teardown, asked);
    ledger.report(trial);
    if (!result) {
        auto failure = result.error();
        if (failure.code == errc::instance_ended && ended_by_itself) failure.diagnostics.exit = report.describe();
        co_return failure;
    }
    if (ec) co_return trial.failure(ec);
    trial.measured(Phase::stop, "stop/duration", Unit::seconds, stopped, to_seconds(stopped - asked));
    if (!density && !old) co_await end_watch(trial);
    co_await run_old_start(trial);
    co_return Result<void>{};
}

} // namespace wasmbench::plan
