#include "contract_checks.hpp"

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
        {"cancel: a start, at four moments while connections are refused", {&S::never_listens},
            start_while_refused},
        {"cancel: a start, at five moments while the server is silent", {&S::never_answers},
            start_while_silent},
        {"cancel: a program that runs", {&S::hanging_program}, running_program},
        {"cancel: a stop kills at once", {&S::ignores_term}, stop_kills_now},
    };
}

} // namespace wasmbench::testing::detail
