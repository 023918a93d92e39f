#include "process_instance.hpp"

#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/adapters/common/await_ready.hpp>
#include <wasmbench/adapters/common/deadline.hpp>
#include <wasmbench/adapters/common/process_runs.hpp>

#include <boost/asio/this_coro.hpp>

namespace wasmbench::adapters {
namespace {

Failure describe(Failure f, Command const& command, Child const& child) {
    f.diagnostics.command = to_string(command);
    if (auto const report = child.exited()) f.diagnostics.exit = report->describe();
    f.diagnostics.stderr_tail = child.error_output();
    // Some runtimes (WasmEdge) say on standard output what went wrong.
    if (f.diagnostics.stderr_tail.empty() && f.code != errc::wrong_answer) f.diagnostics.stderr_tail = child.output();
    return f;
}

} // namespace

Result<HttpEndpoint> local_endpoint(RunContext& context, std::optional<std::uint16_t> fixed) {
    HttpEndpoint endpoint;
    endpoint.host = context.host;
    if (fixed) {
        endpoint.port = *fixed;
        return endpoint;
    }
    auto const port = context.connector.free_port(endpoint.host);
    if (!port) return port.error();
    endpoint.port = *port;
    return endpoint;
}

asio::awaitable<Result<InstancePtr>> start_server(RunContext& context, Command command, HttpEndpoint endpoint,
    Role role, StartSpec const& spec, StartPhase over_when_accepting, int stop_signal) {
    auto const listeners = context.connector.watch_listeners(context.executor);
    auto launched = context.launcher.launch(context.executor, command);
    if (!launched) co_return launched.error();
    auto instance = std::make_unique<ProcessInstance>(context, std::move(*launched), role, stop_signal);
    auto& child = instance->child();
    if (context.on_processes) context.on_processes(instance->processes());

    ReadyWatch watch;
    watch.ended = [&child] { return child.exited().has_value(); };
    watch.owners = instance->processes().roots;
    watch.listeners = listeners.get();
    watch.over_when_accepting = over_when_accepting;
    auto ready =
        co_await await_ready(context, endpoint, spec, child.launched_at(), watch, instance->timeline());
    if (!ready) {
        if (!child.exited()) child.kill_tree(); // its last words are complete then
        co_return describe(ready.error(), command, child);
    }
    instance->set_endpoint(std::move(endpoint));
    co_return InstancePtr(std::move(instance));
}

namespace {

// Waits for the end of `child`; kills it when it is late.
asio::awaitable<bool> ended_in_time(RunContext& context, Child& child, TimePoint deadline) {
    auto wait = [&child]() -> asio::awaitable<Result<ExitReport>> {
        error_code ec;
        auto report = co_await child.async_wait(asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return Failure{ec, {}};
        co_return report;
    };
    auto ended = co_await until(context, deadline, wait());
    if (ended && ended->has_value()) co_return true;
    child.kill_tree();
    // The wait hides a cancellation of the whole operation, which must not pass for a program that was late.
    auto const state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
    co_return false;
}

} // namespace

asio::awaitable<Result<InstancePtr>> run_once(RunContext& context, Command command, Role role,
    StartSpec const& spec, std::function<Result<std::string>(std::string, Timeline&)> program_output) {
    auto const& workload = *spec.workload;
    auto const ready_within = spec.ready_within;
    auto launched = context.launcher.launch(context.executor, command);
    if (!launched) co_return launched.error();
    auto instance = std::make_unique<ProcessInstance>(context, std::move(*launched), role);
    auto& child = instance->child();
    if (context.on_processes) context.on_processes(instance->processes());

    Failure failure;
    failure.diagnostics.stage = "run " + label(workload);
    if (!co_await ended_in_time(context, child, child.launched_at() + ready_within)) {
        failure.code = errc::ready_timeout;
        failure.diagnostics.expected =
            "the program's end within " + std::to_string(ready_within.count()) + " ms";
        co_return describe(std::move(failure), command, child);
    }
    auto const report = *child.exited();
    if (!report.clean()) {
        failure.code = errc::command_failed;
        co_return describe(std::move(failure), command, child);
    }
    auto output = child.output();
    if (program_output) {
        auto own = program_output(std::move(output), instance->timeline());
        if (!own) co_return describe(own.error(), command, child);
        output = std::move(*own);
    }
    if (!workload.answers(workload.request(0), output)) {
        failure.code = errc::wrong_answer;
        failure.diagnostics.subject = excerpt(output);
        failure.diagnostics.expected = workload.expected();
        co_return describe(std::move(failure), command, child);
    }
    instance->timeline().mark(marks::ready, report.ended_at);
    instance->set_endpoint(CommandEndpoint{std::move(output), report});
    co_return InstancePtr(std::move(instance));
}

asio::awaitable<Result<ExitReport>> run_step(
    RunContext& context, Command command, std::string stage, std::chrono::milliseconds limit) {
    auto launched = context.launcher.launch(context.executor, command);
    if (!launched) {
        auto f = launched.error();
        f.diagnostics.stage = stage;
        co_return f;
    }
    auto& child = **launched;
    bool const in_time = co_await ended_in_time(context, child, context.clock.now() + limit);
    auto const report = child.exited().value_or(ExitReport{});
    if (in_time && report.clean()) co_return report;
    Failure f{errc::prepare_failed, {}};
    f.diagnostics.stage = std::move(stage);
    if (!in_time) f.diagnostics.expected = "its end within " + std::to_string(limit.count()) + " ms";
    co_return describe(std::move(f), command, child);
}

} // namespace wasmbench::adapters
