#include "deadline.hpp"
#include "process_instance.hpp"

#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/adapters/common/http_exchange.hpp>
#include <wasmbench/adapters/common/listener_owner.hpp>
#include <wasmbench/adapters/common/process_runs.hpp>

#include <boost/asio/this_coro.hpp>

namespace wasmbench::adapters {
namespace {

Failure describe(Failure f, Command const& command, Child const& child) {
    f.diagnostics.command = to_string(command);
    if (auto const report = child.exited()) f.diagnostics.exit = report->describe();
    f.diagnostics.stderr_tail = child.error_output();
    return f;
}

// What a wrong answer looked like, short enough for one line.
std::string excerpt(std::string const& text) {
    return "got \"" + detail::last_line(text, 80) + "\"";
}

struct Attempt {
    Readiness::Verdict verdict = Readiness::Verdict::not_yet;
    std::string detail;
    TimePoint connected;
    HttpAnswer answer;
};

asio::awaitable<Result<Attempt>> attempt_once(
    RunContext& context, HttpEndpoint const& endpoint, Workload const& workload, std::string const& text) {
    Attempt a;
    error_code ec;
    auto connection = co_await context.connector.async_connect(
        context.executor, endpoint, asio::redirect_error(asio::use_awaitable, ec));
    if (ec) {
        a.detail = ec.message();
        co_return a;
    }
    a.connected = context.clock.now();
    auto answer = co_await exchange(context, *connection, text);
    if (!answer) {
        a.detail = to_line(answer.error());
        co_return a;
    }
    a.answer = std::move(*answer);
    if (a.answer.status != 200) {
        a.detail = "status " + std::to_string(a.answer.status);
    } else if (workload.answers(workload.request(0), a.answer.body)) {
        a.verdict = Readiness::Verdict::correct;
    } else {
        a.verdict = Readiness::Verdict::wrong;
        a.detail = excerpt(a.answer.body);
    }
    co_return a;
}

} // namespace

Result<HttpEndpoint> local_endpoint(RunContext& context, std::optional<std::uint16_t> fixed) {
    HttpEndpoint endpoint;
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
    Role role, StartSpec const& spec, ReadinessPolicy policy) {
    auto const& workload = *spec.workload;
    auto const text = request_text(endpoint, workload.request(0));
    auto const ready_within = spec.ready_within;
    auto launched = context.launcher.launch(context.executor, command);
    if (!launched) co_return launched.error();
    auto instance = std::make_unique<ProcessInstance>(context, std::move(*launched), role);
    auto& child = instance->child();
    auto& timeline = instance->timeline();
    if (context.on_processes) context.on_processes(instance->processes());

    Readiness readiness(policy, child.launched_at(), child.launched_at() + ready_within);
    for (;;) {
        if (child.exited()) readiness.process_ended();
        auto const step = readiness.next(context.clock.now());
        if (step == Readiness::Step::ready) break;
        if (step == Readiness::Step::failed) {
            auto failure = readiness.failure();
            if (failure.code == errc::wrong_answer) failure.diagnostics.expected = workload.expected();
            failure.diagnostics.subject =
                endpoint.url(workload.endpoint()) +
                (failure.diagnostics.subject.empty() ? "" : ", " + failure.diagnostics.subject);
            if (failure.code == errc::ready_timeout)
                failure.diagnostics.expected =
                    "an answer within " + std::to_string(ready_within.count()) + " ms";
            if (failure.code == errc::ready_timeout || failure.code == errc::wrong_answer) child.kill_tree();
            co_return describe(std::move(failure), command, child);
        }
        if (step == Readiness::Step::pause) {
            co_await context.clock.async_wait_until(
                context.executor, readiness.resume_at(), asio::use_awaitable);
            continue;
        }
        auto attempt = co_await until(
            context, readiness.attempt_deadline(), attempt_once(context, endpoint, workload, text));
        auto const now = context.clock.now();
        if (!attempt) {
            readiness.attempt_ended(Readiness::Verdict::not_yet, now, "connected, but no answer");
            continue;
        }
        auto& a = **attempt;
        if (a.verdict != Readiness::Verdict::not_yet &&
            listener_owner(endpoint.port, instance->processes().roots) == ListenerOwner::someone_else) {
            a.verdict = Readiness::Verdict::not_yet;
            a.detail = "another process answers on this port";
        }
        readiness.attempt_ended(a.verdict, now, std::move(a.detail));
        if (a.verdict == Readiness::Verdict::correct) {
            if (readiness.had_failure()) timeline.mark(marks::last_failure, readiness.last_failure());
            timeline.mark(marks::connected, a.connected);
            timeline.mark(marks::first_byte, a.answer.first_byte);
            timeline.mark(marks::ready, a.answer.complete);
        }
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

asio::awaitable<Result<InstancePtr>> run_once(
    RunContext& context, Command command, Role role, StartSpec const& spec) {
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
