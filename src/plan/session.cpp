#include "command_log.hpp"
#include "measured_files.hpp"
#include "precision_watch.hpp"
#include "trial_network.hpp"
#include "trial_run.hpp"
#include "trial_store.hpp"

#include <wasmbench/core/observer_list.hpp>
#include <wasmbench/plan/schedule.hpp>
#include <wasmbench/plan/session.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <map>

namespace wasmbench::plan {

struct Session::State : std::enable_shared_from_this<State> {
    State(Catalog const& catalog, Plan p, SessionPorts s, Observer& o)
        : plan(std::move(p))
        , ports(std::move(s))
        , observer(o)
        , rows(resolve(catalog, plan))
        , files(rows)
        , order(schedule(plan)) {
        skip_without_network(rows, ports.cells);
        skip_without_store(rows, ports.store);
        if (plan.precision) watch.emplace(plan, rows);
    }

    Plan plan;
    SessionPorts ports;
    Observer& observer;
    std::vector<ResolvedRow> rows;
    MeasuredFiles files;
    std::vector<Trial> order;
    std::map<std::uint32_t, FinishedTrial> finished; ///< by position
    std::optional<PrecisionWatch> watch; ///< of a plan with a precision
    std::uint32_t blocks_begun = 0;
    TimePoint began;
    SessionOutcome outcome;
    Failure failure;
    bool finish_after_trial = false;
    asio::cancellation_signal now; ///< ends the current trial at once

    asio::awaitable<void> run(asio::any_io_executor executor);
    asio::awaitable<void> run_trials(asio::any_io_executor const& executor);
    std::optional<StopReason> stop_after_block();
    void report_stop();
    asio::awaitable<void> run_trial(asio::any_io_executor const& executor, Trial const& trial);
    void count_finished(Trial const& trial, FinishedTrial const& before);
    void report_skipped_rows();
    std::uint32_t runnable_trials() const;
};

namespace {

// A folder that is removed with everything in it.
class ScratchFolder {
public:
    explicit ScratchFolder(std::filesystem::path path)
        : path_(std::move(path)) {
        std::filesystem::create_directories(path_);
    }
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchFolder(ScratchFolder const&) = delete;
    ScratchFolder& operator=(ScratchFolder const&) = delete;

    std::filesystem::path const& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace

std::uint32_t Session::State::runnable_trials() const {
    std::uint32_t n = 0;
    for (auto const& t : order)
        if (!rows[t.row].skip_reason) ++n;
    return n;
}

void Session::State::report_skipped_rows() {
    for (auto const& row : rows) {
        if (!row.skip_reason) continue;
        ++outcome.skipped_rows;
        observer.skipped(row.key, *row.skip_reason);
    }
}

asio::awaitable<void> Session::State::run(asio::any_io_executor executor) {
    // Cancellation is looked at between the steps; it must not be thrown out of them.
    co_await asio::this_coro::throw_if_cancelled(false);
    outcome.scheduled = runnable_trials();
    observer.session_starting(outcome.scheduled);
    if (!finished.empty()) observer.session_resumed(static_cast<std::uint32_t>(finished.size()));
    std::exception_ptr fault;
    try {
        report_skipped_rows();
        co_await run_trials(executor);
        if (outcome.stopped) report_stop();
    } catch (...) {
        fault = std::current_exception();
    }
    outcome.not_reached = outcome.scheduled - std::min(outcome.scheduled, outcome.completed + outcome.failed +
                                                                              outcome.discarded + outcome.skipped);
    observer.session_ended(outcome.interrupted || fault);
    if (fault) std::rethrow_exception(fault);
}

// Looks at the precision between the blocks: within one, the pairs would not be whole.
asio::awaitable<void> Session::State::run_trials(asio::any_io_executor const& executor) {
    began = ports.clock.now();
    for (auto const& trial : order) {
        if (rows[trial.row].skip_reason) continue;
        if (outcome.interrupted) co_return;
        while (blocks_begun <= trial.block) {
            if (blocks_begun > 0) outcome.stopped = stop_after_block();
            if (outcome.stopped) co_return;
            ++blocks_begun;
        }
        if (auto const before = finished.find(trial.position); before != finished.end()) {
            count_finished(trial, before->second);
            continue;
        }
        if (watch && !watch->wanted(trial.row)) continue;
        if (finish_after_trial || co_await is_cancelled()) {
            outcome.interrupted = true;
            co_return;
        }
        co_await run_trial(executor, trial);
    }
    if (outcome.interrupted) co_return;
    if (blocks_begun > 0) outcome.stopped = stop_after_block();
    if (!outcome.stopped) outcome.stopped = plan.precision ? StopReason::most_blocks : StopReason::all_blocks;
}

void Session::State::count_finished(Trial const& trial, FinishedTrial const& before) {
    switch (before.end) {
    case TrialEnd::completed:
        ++outcome.completed;
        break;
    case TrialEnd::failed:
        ++outcome.failed;
        break;
    case TrialEnd::discarded:
        ++outcome.discarded;
        break;
    }
    if (!watch || before.end != TrialEnd::completed) return;
    for (auto const& m : before.measurements) watch->measured(m);
    watch->trial_completed(trial.row);
}

std::optional<StopReason> Session::State::stop_after_block() {
    if (!watch) return std::nullopt;
    watch->block_ended();
    if (watch->satisfied()) return StopReason::satisfied;
    auto const most = plan.precision->most_seconds;
    if (most && to_seconds(ports.clock.now() - began) >= *most) return StopReason::most_seconds;
    return std::nullopt;
}

void Session::State::report_stop() {
    SessionStop stop;
    stop.reason = *outcome.stopped;
    stop.blocks = blocks_begun;
    if (watch) stop.rows = watch->rows();
    observer.session_stopped(stop);
}

asio::awaitable<void> Session::State::run_trial(asio::any_io_executor const& executor, Trial const& trial) {
    auto const& row = rows[trial.row];
    auto key = row.key;
    key.block = trial.block;
    key.trial = trial.position;
    auto const label = fmt::format("{:04}-{}-{}", trial.position, row.key.runtime, row.key.workload);

    observer.trial_starting(key);
    Result<void> result;
    {
        ScratchFolder scratch(ports.scratch / label);
        TrialNetwork network(ports);
        result = files.unchanged(row);
        if (result) result = network.open(row.row.firewall);
        CommandLog commands(network.launcher());
        RunContext context{executor, commands, network.connector(), ports.clock, scratch.path(), {}, {}, {},
            network.host()};
        if (ports.logs) context.log_stem = *ports.logs / label;
        auto settings = plan.settings;
        settings.ready_within_seconds = row.row.ready_within_seconds.value_or(settings.ready_within_seconds);
        settings.memory_trials = row.row.memory_trials.value_or(settings.memory_trials);
        ObserverList both{observer};
        if (watch) both.add(*watch);
        TrialStore store;
        if (result && row.workload->needs().has(Capability::store)) {
            // In a network of its own the instance and the store are neighbours there.
            auto const host = row.row.firewall ? network.host() : row.beside;
            result = co_await store.start(context, *ports.store, host);
        }
        TrialRun run{row, key, settings, context, ports, both, store.part()};
        // Two statements: g++ 12 destroys the operand of a conditional co_await twice.
        if (result && row.workload->needs().has(Capability::http))
            result = co_await run_service_trial(run);
        else if (result)
            result = co_await run_program_trial(run);
        if (result) result = network.report(run);
        for (auto const& command : commands.commands()) observer.command_run(key, command);
    }
    if (co_await is_cancelled()) {
        outcome.interrupted = true;
        ++outcome.skipped;
        observer.skipped(key, "interrupted");
    } else if (!result && result.error().code == errc::wrong_temperature) {
        ++outcome.discarded;
        observer.discarded(key, to_line(result.error()));
    } else if (!result) {
        ++outcome.failed;
        observer.failed(key, result.error());
    } else {
        ++outcome.completed;
        if (watch) watch->trial_completed(trial.row);
    }
    if (watch) watch->trial_lost(); // a completed one has left nothing to lose
    observer.trial_ended(key);
}

Session::Session(Catalog const& catalog, Plan plan, SessionPorts ports, Observer& observer)
    : state_(std::make_shared<State>(catalog, std::move(plan), std::move(ports), observer)) {}

Session::~Session() = default;

void Session::resume(std::vector<FinishedTrial> finished) {
    auto const scheduled = [&](RunKey const& key) {
        if (key.trial >= state_->order.size()) return false;
        auto const& trial = state_->order[key.trial];
        auto const& row = state_->rows[trial.row];
        return !row.skip_reason && trial.block == key.block && row.key.row() == key.row();
    };
    for (auto& f : finished) {
        if (!scheduled(f.key)) {
            Diagnostics d;
            d.stage = "resume";
            d.subject = fmt::format("trial {}, in block {}, of {} on {}", f.key.trial, f.key.block, f.key.workload, f.key.runtime);
            d.expected = "the plan that it was run by, unchanged";
            d.remedy = "bring plan.json back, or begin a new campaign";
            throw Error(errc::invalid_option, std::move(d));
        }
        auto const position = f.key.trial;
        state_->finished.insert_or_assign(position, std::move(f));
    }
}

std::vector<ResolvedRow> const& Session::rows() const noexcept {
    return state_->rows;
}

Failure const& Session::failure() const noexcept {
    return state_->failure;
}

void Session::do_run(
    asio::any_io_executor executor, asio::any_completion_handler<void(error_code, SessionOutcome)> handler) {
    auto slot = asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected()) {
        slot.assign([weak = std::weak_ptr<State>(state_)](asio::cancellation_type type) {
            auto const state = weak.lock();
            if (!state) return;
            if ((type & asio::cancellation_type::terminal) != asio::cancellation_type::none)
                state->now.emit(asio::cancellation_type::terminal);
            else
                state->finish_after_trial = true;
        });
    }
    auto const handler_executor = asio::get_associated_executor(handler, executor);
    auto finish = [state = state_, slot, h = std::move(handler)](std::exception_ptr e) mutable {
        if (slot.is_connected()) slot.clear();
        error_code ec;
        if (state->outcome.interrupted) ec = asio::error::operation_aborted;
        if (e) {
            try {
                std::rethrow_exception(e);
            } catch (Error const& x) {
                state->failure = x.failure();
            } catch (boost::system::system_error const& x) {
                state->failure = {x.code(), {}};
            } catch (std::exception const& x) {
                state->failure.code = errc::results_io;
                state->failure.diagnostics.stage = x.what();
            }
            ec = state->failure.code;
        }
        std::move(h)(ec, state->outcome);
    };
    asio::co_spawn(executor, state_->run(executor),
        asio::bind_cancellation_slot(
            state_->now.slot(), asio::bind_executor(handler_executor, std::move(finish))));
}

} // namespace wasmbench::plan
