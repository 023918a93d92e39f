#include "start.hpp"

#include "cli_command.hpp"

#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/adapters/common/await_ready.hpp>
#include <wasmbench/adapters/common/deadline.hpp>
#include <wasmbench/adapters/common/listener_owner.hpp>
#include <wasmbench/adapters/common/process_runs.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace wasmbench::adapters::docker {
namespace {

using namespace asio::experimental::awaitable_operators;

// For the engine to tell of an end that has come.
constexpr auto last_answer = std::chrono::seconds(5);

TimePoint deadline_of(Start const& s) {
    return *s.instance->timeline().at(marks::launch) + s.spec.ready_within;
}

Failure late(Start const& s) {
    Failure f{errc::ready_timeout, {}};
    f.diagnostics.stage = "run " + label(*s.spec.workload);
    f.diagnostics.expected =
        "the program's end within " + std::to_string(s.spec.ready_within.count()) + " ms";
    return f;
}

Failure ended_early() {
    Failure f{errc::exited_before_ready, {}};
    f.diagnostics.stage = "start";
    return f;
}

// The state of a container that has ended. The engine hears of the end and of memory that ran out on two ways, and the second may
// come a moment after the first.
asio::awaitable<Result<ContainerState>> last_state(Container& container, Clock& clock, asio::any_io_executor executor) {
    constexpr int killed = 128 + 9;
    auto const deadline = clock.now() + std::chrono::milliseconds(300);
    for (;;) {
        auto state = co_await container.inspect();
        bool const settled = !state || state->status != "exited" || state->exit_code != killed || state->out_of_memory;
        if (settled || clock.now() >= deadline) co_return state;
        co_await clock.async_wait_until(executor, clock.now() + std::chrono::milliseconds(20), asio::use_awaitable);
    }
}

// Adds how the container ended and its last words, while it is still there.
asio::awaitable<Failure> explained(Start& s, Failure failure, RunContext& context) {
    auto& d = failure.diagnostics;
    auto& container = s.instance->container();
    if (d.command.empty()) {
        Command command;
        command.program = "docker";
        command.arguments = run_arguments(container.plan());
        d.command = to_string(command);
    }
    if (auto const& cli = s.instance->cli()) {
        if (auto const report = cli->exited(); report && d.exit.empty()) d.exit = report->describe();
        d.stderr_tail = cli->error_output();
    }
    // An engine that does not answer would be waited for twice more.
    if (!container.life().owes_container() || failure.code == asio::error::timed_out) co_return failure;
    if (d.exit.empty()) {
        auto state = co_await last_state(container, context.clock, context.executor);
        if (!state) { // the engine has gone, too, and with it what it knew
            d.exit = "not known: the engine cannot be asked about the container (" + to_line(state.error()) + ")";
            co_return failure;
        }
        if (state->status == "exited") d.exit = describe_end(*state);
        if (d.stderr_tail.empty()) d.stderr_tail = state->error;
    }
    auto output = co_await container.output();
    if (!output) co_return failure;
    s.instance->write_logs(*output);
    if (d.stderr_tail.empty()) d.stderr_tail = output->err;
    co_return failure;
}

asio::awaitable<Result<ContainerState>> look(Start& s) {
    auto state = co_await s.instance->container().inspect();
    if (state) s.instance->set_processes(*state);
    co_return state;
}

// Tells who watches of the processes, as soon as they can be seen.
asio::awaitable<Result<void>> announce(Start& s, RunContext& context) {
    if (!context.on_processes) co_return Result<void>{};
    auto state = co_await look(s);
    if (!state) co_return state.error();
    if (!s.instance->processes().roots.empty()) context.on_processes(s.instance->processes());
    co_return Result<void>{};
}

// The client does not tell of the container that it starts: the engine is asked until it runs, or the client has ended.
// A service must not be tried before: docker-proxy accepts already then, and connects to an address that does not
// exist yet, which the kernel asks for again only after a second, for every later try too.
asio::awaitable<Result<void>> runs_by_client(Start& s, RunContext& context) {
    auto& instance = *s.instance;
    if (!context.on_processes && !instance.container().plan().settings.service) co_return Result<void>{};
    while (!instance.cli()->exited() && context.clock.now() < deadline_of(s)) {
        auto const asked = context.clock.now();
        auto state = co_await instance.container().inspect();
        if (state && state->running) {
            instance.timeline().ends(StartPhase::spawn, context.clock.now(), "container");
            if (!context.on_processes) break;
            instance.set_processes(*state);
            if (!instance.processes().roots.empty()) context.on_processes(instance.processes());
            break;
        }
        instance.timeline().mark(marks::last_failure, asked);
        co_await context.clock.async_wait_until(
            context.executor, context.clock.now() + std::chrono::milliseconds(2), asio::use_awaitable);
    }
    co_return Result<void>{};
}

// Who answered is only looked at afterwards: the start is not held up for it.
asio::awaitable<Result<void>> check_who_answers(Start& s) {
    auto state = co_await look(s);
    if (!state) co_return state.error();
    if (!state->running) co_return ended_early();
    if (listener_owner(s.endpoint.port, s.instance->processes().roots) == ListenerOwner::someone_else) {
        Failure f{errc::wrong_answer, {}};
        f.diagnostics.stage = "start";
        f.diagnostics.subject = s.endpoint.url("") + ", another process answers on this port";
        co_return f;
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> service_ready(Start& s, RunContext& context) {
    auto& instance = *s.instance;
    auto const launched = *instance.timeline().at(marks::launch);
    ReadyWatch watch;
    // docker-proxy accepts on a published port before the workload does.
    if (instance.container().plan().settings.network != Network::published)
        watch.over_when_accepting = StartPhase::instantiate;
    if (instance.cli()) {
        watch.ended = [&instance] { return instance.cli()->exited().has_value(); };
        auto ready = co_await await_ready(context, s.endpoint, s.spec, launched, watch, instance.timeline());
        if (!ready) co_return ready.error();
    } else {
        auto ready = await_ready(context, s.endpoint, s.spec, launched, watch, instance.timeline());
        auto ended = instance.container().wait(deadline_of(s) - context.clock.now() + last_answer);
        auto first = co_await (std::move(ready) || std::move(ended));
        if (first.index() == 1) {
            auto& code = std::get<1>(first);
            if (!code) co_return code.error();
            co_return ended_early();
        }
        if (!std::get<0>(first)) co_return std::get<0>(first).error();
    }
    instance.set_endpoint(s.endpoint);
    co_return co_await check_who_answers(s);
}

Result<void> judge_program(Start& s, ExitReport const& report, std::string output) {
    auto const& workload = *s.spec.workload;
    Failure failure;
    failure.diagnostics.stage = "run " + label(workload);
    if (!report.clean()) {
        failure.code = errc::command_failed;
        return failure;
    }
    if (!workload.answers(workload.request(0), output)) {
        failure.code = errc::wrong_answer;
        failure.diagnostics.subject = excerpt(output);
        failure.diagnostics.expected = workload.expected();
        return failure;
    }
    s.instance->timeline().mark(marks::ready, report.ended_at);
    s.instance->set_report(report);
    s.instance->set_endpoint(CommandEndpoint{std::move(output), report});
    return {};
}

asio::awaitable<Result<void>> program_ends(Start& s, RunContext& context) {
    auto& container = s.instance->container();
    auto code = co_await container.wait(
        std::max<Duration>(deadline_of(s) - context.clock.now(), std::chrono::milliseconds(1)));
    ExitReport report;
    report.ended_at = context.clock.now();
    if (!code) {
        if (code.error().code == asio::error::timed_out) co_return late(s);
        co_return code.error();
    }
    set_exit(report, *code);
    report.usage = s.instance->usage();
    auto output = co_await container.output();
    if (!output) co_return output.error();
    s.instance->write_logs(*output);
    co_return judge_program(s, report, std::move(output->out));
}

asio::awaitable<Result<ExitReport>> child_ends(Child& child) {
    error_code ec;
    auto report = co_await child.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return Failure{ec, {}};
    co_return report;
}

asio::awaitable<Result<void>> client_ends(Start& s, RunContext& context) {
    auto& child = *s.instance->cli();
    auto ended = co_await until(context, deadline_of(s), child_ends(child));
    auto const state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) co_return Failure{asio::error::operation_aborted, {}};
    if (!ended || !*ended) co_return late(s);
    auto report = **ended;
    report.usage = s.instance->usage(); // of the container, not of the client
    co_return judge_program(s, report, child.output());
}

// A client that is killed while it creates its container leaves one that appears later: so the container is waited
// for, until it is there or the client has ended by itself.
asio::awaitable<Result<void>> settle_client(Start& s, RunContext& context) {
    auto const deadline = context.clock.now() + last_answer;
    while (!s.instance->cli()->exited() && context.clock.now() < deadline) {
        auto state = co_await s.instance->container().inspect();
        if (state && state->status != "created") break;
        co_await context.clock.async_wait_until(
            context.executor, context.clock.now() + std::chrono::milliseconds(10), asio::use_awaitable);
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> by_client(Start& s, RunContext& context) {
    auto& instance = *s.instance;
    auto& life = instance.container().life();
    auto const& plan = instance.container().plan();
    if (life.next() == Lifecycle::Step::build) {
        instance.timeline().mark(marks::launch, context.clock.now());
        auto command = *s.cli;
        command.arguments = build_arguments(plan.image, s.build_context.string());
        life.asked();
        auto built = co_await run_step(context, std::move(command), "docker build", s.spec.ready_within);
        if (!built) co_return built.error();
        life.succeeded();
        auto const built_at = context.clock.now();
        instance.timeline().mark("image_built", built_at);
        instance.timeline().part_ends(StartPhase::spawn, built_at, "build");
    }
    auto command = *s.cli;
    command.arguments = run_arguments(plan);
    while (life.next() != Lifecycle::Step::run) { // it creates and starts; both are owed from now on
        life.asked();
        life.succeeded();
    }
    auto launched = context.launcher.launch(context.executor, command);
    if (!launched) co_return launched.error();
    instance.cli() = std::move(*launched);
    auto const& child = *instance.cli();
    if (!instance.timeline().at(marks::launch)) instance.timeline().mark(marks::launch, child.launched_at());
    instance.timeline().mark(marks::spawned, child.spawned_at());
    instance.timeline().part_ends(StartPhase::spawn, child.spawned_at(), "client");
    auto runs = co_await runs_by_client(s, context);
    if (!runs) co_return runs.error();
    if (plan.settings.service) co_return co_await service_ready(s, context);
    co_return co_await client_ends(s, context);
}

asio::awaitable<Result<void>> by_api(Start& s, RunContext& context) {
    auto& instance = *s.instance;
    instance.timeline().mark(marks::launch, context.clock.now());
    auto up = co_await instance.container().bring_up(context, deadline_of(s), instance.timeline());
    if (!up) co_return up.error();
    auto announced = co_await announce(s, context);
    if (!announced) co_return announced.error();
    if (instance.container().plan().settings.service) co_return co_await service_ready(s, context);
    co_return co_await program_ends(s, context);
}

} // namespace

asio::awaitable<Result<InstancePtr>> run_start(RunContext& context, Start s) {
    Result<void> outcome;
    std::exception_ptr thrown;
    try {
        if (s.cli)
            outcome = co_await by_client(s, context);
        else
            outcome = co_await by_api(s, context);
    } catch (...) {
        thrown = std::current_exception();
    }
    auto const state = co_await asio::this_coro::cancellation_state;
    bool const aborted = state.cancelled() != asio::cancellation_type::none;
    if (outcome && !thrown && !aborted && s.spec.workload->needs().has(Capability::http))
        co_return InstancePtr(std::move(s.instance));

    // From here on the engine must be heard out, whoever has lost patience.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    bool const failed = !outcome && !aborted && !thrown;
    Failure failure;
    if (failed) failure = co_await explained(s, outcome.error(), context);
    if (s.instance->cli()) {
        if (!s.instance->cli()->exited()) co_await settle_client(s, context);
        s.instance->cli()->kill_tree();
    }
    auto removed = co_await s.instance->container().remove();
    if (aborted) co_return Failure{asio::error::operation_aborted, {}};
    if (thrown) std::rethrow_exception(thrown);
    if (failed) co_return failure;
    if (!removed) co_return removed.error();
    co_return InstancePtr(std::move(s.instance));
}

} // namespace wasmbench::adapters::docker
