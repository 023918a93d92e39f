#include "contract_checks.hpp"
#include "contract_http.hpp"

#include <wasmbench/core/process_table.hpp>

#include <boost/asio/error.hpp>

namespace wasmbench::testing::detail {
namespace {

using std::chrono::milliseconds;

// The start of `workload`, which would go on for long, is cancelled: it must end soon, and as cancelled.
void expect_aborted(Bench& b, Workload const& workload, Cancel cancel) {
    auto const prepared = b.prepare(workload); // its time does not count
    require(!prepared.error, "prepare: " + b.line(prepared.error));
    auto const begin = SteadyClock::now();
    auto const r = b.start(workload, cancel);
    auto const when = " (cancelled after " + std::to_string(cancel.delay.count()) + " ms)";
    require(r.error == asio::error::operation_aborted,
        (r.error ? "it ended with " + b.line(r.error) : std::string("it succeeded")) + when);
    require(r.value == nullptr, "an instance came with the error" + when);
    require(since(begin) < cancel.delay + milliseconds(5000),
        "it took " + std::to_string(since(begin).count()) + " ms" + when);
    require(belongings().processes.empty(), "a process is left" + when);
}

void start_at_once(Bench& b) {
    expect_aborted(b, *b.subject.service, Cancel::at_once());
}

void start_with_processes(Bench& b) {
    expect_aborted(b, *b.subject.service, Cancel::when_processes_exist());
}

// Cancelled at its n-th port call, for every n. Where the cancellation comes too late, or the call was one of the
// preparation, the start may succeed.
void at_each_call(Bench& b, Workload const& workload) {
    constexpr std::size_t enough = 40; // a slow start makes as many calls as it takes time
    for (std::size_t n = 0; n < enough; ++n) {
        FailCount count(n, {});
        Bench counted(b.subject, &count);
        auto const begin = SteadyClock::now();
        auto r = counted.start(workload, Cancel::at_call());
        auto const when = " (cancelled at call " + std::to_string(n) + ", " + count.failed_call() + ")";
        require(since(begin) < b.subject.patience, "it took " + std::to_string(since(begin).count()) + " ms" + when);
        require(!r.error || r.error == asio::error::operation_aborted, "it ended with " + counted.line(r.error) + when);
        require(r.error.failed() == (r.value == nullptr),
            (r.error ? "an instance came with the error" : std::string("it succeeded without an instance")) + when);
        r.value.reset();
        require(belongings().processes.empty(), "a process is left" + when);
        if (!count.fired()) return;
    }
}

void start_at_each_call(Bench& b) {
    at_each_call(b, *b.subject.service);
}
void program_at_each_call(Bench& b) {
    at_each_call(b, *b.subject.program);
}

// A preparation that has nothing to do may be over before.
void preparation(Bench& b) {
    auto const r = b.prepare(program_or_service(b.subject), Cancel::at_once());
    require(!r.error || r.error == asio::error::operation_aborted, "it ended with " + b.line(r.error));
    require(belongings().processes.empty(), "a process is left");
}

// Passes everything on and keeps which port was found, or dialled.
class Dialling final : public Connector {
public:
    explicit Dialling(Connector& inner)
        : inner_(inner) {}
    Result<std::uint16_t> free_port(std::string const& host) override {
        auto found = inner_.free_port(host);
        if (found) last = HttpEndpoint{host, *found, {}};
        return found;
    }
    std::unique_ptr<ListenWatch> watch_listeners(asio::any_io_executor executor) override {
        return inner_.watch_listeners(std::move(executor));
    }
    std::optional<HttpEndpoint> last;

private:
    void do_connect(asio::any_io_executor executor, HttpEndpoint endpoint, Handler handler) override {
        last = endpoint;
        inner_.async_connect(std::move(executor), std::move(endpoint), std::move(handler));
    }

    Connector& inner_;
};

void port_of_a_cancelled_start(Bench& b) {
    Dialling connector(b.connector);
    RunContext context{b.io.get_executor(), b.launcher, connector, *b.clock, b.scratch.path(), {}, {}, {}};
    auto prepared = b.prepare(*b.subject.never_answers);
    require(!prepared.error, "prepare: " + b.line(prepared.error));
    StartSpec spec{b.subject.never_answers, b.subject.options, std::move(prepared.value), b.subject.patience};
    b.run<InstancePtr>(
        "start", [&](auto token) { b.runtime->async_start(context, std::move(spec), std::move(token)); },
        Cancel::after(milliseconds(150)));
    if (!connector.last || connector.last->host != context.host)
        throw NotApplicable("the start uses no port of this machine over the context's connector");
    require_free(b, *connector.last);
}

void start_while_refused(Bench& b) {
    for (auto delay : {1, 5, 20, 60})
        expect_aborted(b, *b.subject.never_listens, Cancel::after(milliseconds(delay)));
}

void start_while_silent(Bench& b) {
    for (auto delay : {1, 5, 20, 60, 150})
        expect_aborted(b, *b.subject.never_answers, Cancel::after(milliseconds(delay)));
}

void running_program(Bench& b) {
    for (auto delay : {1, 20})
        expect_aborted(b, *b.subject.hanging_program, Cancel::after(milliseconds(delay)));
}

void stop_kills_now(Bench& b) {
    auto instance = b.started(*b.subject.ignores_term);
    auto const tree = instance->processes();
    auto const begin = SteadyClock::now();
    auto const r = b.stop(*instance, milliseconds(15000), Cancel::after(milliseconds(50)));
    require(r.error == asio::error::operation_aborted,
        r.error ? "it ended with " + b.line(r.error) : std::string("it succeeded"));
    require(since(begin) < milliseconds(5000), "it took " + std::to_string(since(begin).count()) + " ms");
    for (auto const& p : tree.roots)
        require(p.role == Role::shared_daemon || !alive(p), "pid " + std::to_string(p.pid) + " is alive");
}

} // namespace

std::vector<Check> cancellation_checks() {
    using S = ContractSubject;
    return {
        {"cancel: a start, at once", {&S::service}, start_at_once},
        {"cancel: a start, as soon as there is a process", {&S::service}, start_with_processes},
        {"cancel: a start, at any call of a port", {&S::service}, start_at_each_call},
        {"cancel: a start, at four moments while connections are refused", {&S::never_listens},
            start_while_refused},
        {"cancel: a start, at five moments while the server is silent", {&S::never_answers},
            start_while_silent},
        {"cancel: a start, and its port is free again", {&S::never_answers}, port_of_a_cancelled_start},
        {"cancel: a preparation", {}, preparation},
        {"cancel: a program, at any call of a port", {&S::program}, program_at_each_call},
        {"cancel: a program that runs", {&S::hanging_program}, running_program},
        {"cancel: a stop kills at once", {&S::ignores_term}, stop_kills_now},
    };
}

} // namespace wasmbench::testing::detail
