#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/adapters/common/await_ready.hpp>
#include <wasmbench/adapters/common/deadline.hpp>
#include <wasmbench/adapters/common/http_exchange.hpp>
#include <wasmbench/adapters/common/listener_owner.hpp>
#include <wasmbench/core/prompt_thread.hpp>

namespace wasmbench::adapters {
namespace {

struct Attempt {
    Readiness::Verdict verdict = Readiness::Verdict::not_yet;
    std::string detail;
    TimePoint connecting, connected;
    HttpAnswer answer;
};

// `dialled`: what was opened for it, if anything.
asio::awaitable<Result<Attempt>> attempt_once(RunContext& context, HttpEndpoint const& endpoint,
    Workload const& workload, std::string const& text, Dialled& dialled) {
    Attempt a;
    error_code ec;
    a.connecting = dialled.connecting;
    a.connected = dialled.connected;
    auto connection = std::move(dialled.connection);
    bool const asked = connection != nullptr;
    if (!asked) {
        a.connecting = context.clock.now();
        connection = co_await context.connector.async_connect(
            context.executor, endpoint, asio::redirect_error(asio::use_awaitable, ec));
        if (ec) {
            if (ec == asio::error::connection_refused) a.verdict = Readiness::Verdict::refused;
            a.detail = ec.message();
            co_return a;
        }
        a.connected = context.clock.now();
    }
    auto reading = asked ? read_answer(context, *connection) : exchange(context, *connection, text);
    auto answer = co_await std::move(reading);
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

Failure describe(Readiness const& readiness, HttpEndpoint const& endpoint, StartSpec const& spec) {
    auto failure = readiness.failure();
    auto& d = failure.diagnostics;
    d.subject = endpoint.url(spec.workload->endpoint()) + (d.subject.empty() ? "" : ", " + d.subject);
    if (failure.code == errc::wrong_answer) d.expected = spec.workload->expected();
    if (failure.code == errc::ready_timeout)
        d.expected = "an answer within " + std::to_string(spec.ready_within.count()) + " ms";
    return failure;
}

bool is_answer(Readiness::Verdict v) {
    return v == Readiness::Verdict::correct || v == Readiness::Verdict::wrong;
}

// Until `when`, or until a socket has begun to listen: true then.
asio::awaitable<bool> pause(RunContext& context, TimePoint when, ListenWatch* listeners) {
    if (!listeners) {
        co_await context.clock.async_wait_until(context.executor, when, asio::use_awaitable);
        co_return false;
    }
    auto next = [listeners]() -> asio::awaitable<Result<bool>> {
        error_code ec;
        co_await listeners->async_next(asio::redirect_error(asio::use_awaitable, ec));
        co_return !ec;
    };
    auto const told = co_await until(context, when, next());
    co_return told && told->has_value() && **told;
}

} // namespace

std::string excerpt(std::string const& text) {
    return "got \"" + detail::last_line(text, 80) + "\"";
}

asio::awaitable<Result<void>> await_ready(RunContext& context, HttpEndpoint const& endpoint,
    StartSpec const& spec, TimePoint launched_at, ReadyWatch const& watch, Timeline& timeline,
    ReadinessPolicy policy) {
    auto const& workload = *spec.workload;
    auto const text = request_text(endpoint, workload.request(0));
    // Whoever waits to be told need not be prompt: what is dialled for it is, and the system stamps the answer. A thread that
    // is woken before all others could take the CPU from the very program that it waits for.
    std::optional<PromptThread> prompt;
    auto const own = watch.listeners ? nullptr : context.connector.watch_listeners(context.executor);
    auto* const listeners = watch.listeners ? watch.listeners : own.get();
    auto const cpu_before = context.clock.cpu_used();
    auto const told = watch.listeners ? Readiness::Told::since_launch : own ? Readiness::Told::from_now : Readiness::Told::no;
    Readiness readiness(policy, launched_at, launched_at + spec.ready_within, told);
    std::optional<TimePoint> listening;
    if (!listeners) prompt.emplace();
    for (;;) {
        if (watch.ended && watch.ended()) readiness.process_ended();
        auto const step = readiness.next(context.clock.now());
        if (step == Readiness::Step::ready) break;
        if (step == Readiness::Step::failed) co_return describe(readiness, endpoint, spec);
        Dialled dialled;
        if (step == Readiness::Step::pause) {
            if (listeners) listeners->dial(endpoint, text);
            if (co_await pause(context, readiness.resume_at(), listeners)) readiness.listening(context.clock.now());
            if (listeners) dialled = listeners->take_dialled();
            if (!dialled.connection || readiness.next(context.clock.now()) != Readiness::Step::attempt) continue;
        }
        listening = dialled.connection ? dialled.listening : std::nullopt;
        auto attempt = co_await until(context, readiness.attempt_deadline(),
            attempt_once(context, endpoint, workload, text, dialled));
        auto const now = context.clock.now();
        readiness.used_cpu(context.clock.cpu_used() - cpu_before);
        if (!attempt) {
            readiness.attempt_timed_out(now);
            continue;
        }
        auto& a = **attempt;
        if (watch.body && a.answer.status != 0) *watch.body = std::move(a.answer.body);
        if (is_answer(a.verdict) && !watch.owners.empty() &&
            listener_owner(endpoint.port, watch.owners) == ListenerOwner::someone_else) {
            a.verdict = Readiness::Verdict::not_yet;
            a.detail = "another process answers on this port";
        }
        if (a.verdict == Readiness::Verdict::not_yet && !prompt) prompt.emplace(); // from here on by trying
        readiness.attempt_ended(a.verdict, now, std::move(a.detail));
        if (a.verdict == Readiness::Verdict::correct) {
            if (listening) timeline.mark(marks::last_failure, *listening);
            else if (readiness.had_failure()) timeline.mark(marks::last_failure, readiness.last_failure());
            timeline.mark(marks::connecting, a.connecting);
            timeline.mark(marks::connected, a.connected);
            if (watch.over_when_accepting) timeline.ends(*watch.over_when_accepting, a.connected);
            timeline.mark(marks::first_byte, a.answer.first_byte);
            timeline.mark(marks::ready, a.answer.complete);
        }
    }
    co_return Result<void>{};
}

} // namespace wasmbench::adapters
