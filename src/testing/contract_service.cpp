#include "contract_checks.hpp"
#include "contract_http.hpp"

#include <wasmbench/core/process_table.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <csignal>

namespace wasmbench::testing::detail {
namespace {

using std::chrono::milliseconds;

void start_completes_ready(Bench& b) {
    auto instance = b.started(*b.subject.service);
    expect_answer(b, *instance, *b.subject.service, 0);
}

void timeline_is_in_order(Bench& b) {
    auto const begin = SteadyClock::now();
    auto instance = b.started(*b.subject.service);
    auto const end = SteadyClock::now();
    auto const& t = instance->timeline();
    auto last = begin;
    for (auto name : {marks::launch, marks::spawned, marks::connecting, marks::connected, marks::first_byte, marks::ready}) {
        auto const at = t.at(name);
        require(at.has_value(), "the mark " + std::string(name) + " is missing");
        require(*at >= last, "the mark " + std::string(name) + " lies before the one that precedes it");
        last = *at;
    }
    require(last <= end, "ready lies in the future");
    if (auto const failed = t.at(marks::last_failure)) {
        require(*failed >= *t.at(marks::launch), "last_failure lies before the launch");
        require(*failed <= *t.at(marks::connected), "last_failure lies after the connection that succeeded");
    }
}

void endpoint_answers_repeatedly(Bench& b) {
    auto instance = b.started(*b.subject.service);
    for (std::uint64_t n = 1; n <= 3; ++n) expect_answer(b, *instance, *b.subject.service, n);
}

void stop_is_polite(Bench& b) {
    auto instance = b.started(*b.subject.service);
    auto const tree = instance->processes();
    auto const begin = SteadyClock::now();
    auto r = b.stop(*instance, milliseconds(5000));
    auto const took = since(begin);
    require(!r.error, "stop: " + b.line(r.error));
    require(!r.value.forced, "it was killed although it ends when asked to");
    require(took < milliseconds(5000), "it took " + std::to_string(took.count()) + " ms");
    require(
        r.value.exit_code.has_value() != r.value.signal.has_value(), "the report does not say how it ended");
    for (auto const& p : tree.roots)
        require(p.role == Role::shared_daemon || !alive(p), "pid " + std::to_string(p.pid) + " is alive");
}

void stop_is_repeatable(Bench& b) {
    auto instance = b.started(*b.subject.service);
    auto const first = b.stopped(*instance);
    require(b.stopped(*instance) == first, "the second report differs from the first");
}

void port_is_freed(Bench& b) {
    auto instance = b.started(*b.subject.service);
    auto const endpoint = http_endpoint(*instance);
    b.stopped(*instance);
    require_free(b, endpoint);
}

// Its first process is killed from outside, as the kernel does when memory runs out.
void death_is_reported(Bench& b) {
    auto instance = b.started(*b.subject.service);
    auto const& roots = instance->processes().roots;
    if (roots.empty() || roots.front().role == Role::shared_daemon)
        throw NotApplicable("the instance has no process of its own that could be killed");
    require(::kill(roots.front().pid, SIGKILL) == 0, "pid " + std::to_string(roots.front().pid) + " cannot be killed");
    auto const r = b.stop(*instance, milliseconds(5000));
    require(!r.error, "stop: " + b.line(r.error));
    require(!r.value.clean(), "the report says that it ended with " + r.value.describe());
}

void destructor_ends_it(Bench& b) {
    auto instance = b.started(*b.subject.service);
    auto const tree = instance->processes();
    instance.reset();
    for (auto const& p : tree.roots)
        require(p.role == Role::shared_daemon || !alive(p), "pid " + std::to_string(p.pid) + " is alive");
}

void deaf_child_is_killed(Bench& b) {
    constexpr milliseconds grace(200);
    auto instance = b.started(*b.subject.ignores_term);
    auto const begin = SteadyClock::now();
    auto r = b.stop(*instance, grace);
    auto const took = since(begin);
    require(!r.error, "stop: " + b.line(r.error));
    require(r.value.forced, "the report does not say that it was forced");
    require(took >= grace, "it was killed after " + std::to_string(took.count()) + " ms, before the grace");
    require(took < grace + milliseconds(5000), "it took " + std::to_string(took.count()) + " ms");
}

// All processes of the instance, those that left its tree too: what this process has gained.
std::vector<ProcessIdentity> family(Bench& b, InstancePtr& instance) {
    instance = b.started(*b.subject.forks);
    auto const all = belongings().processes;
    require(all.size() >= 3, "the workload has made no processes, so this cannot be judged");
    return all;
}

void expect_all_gone(std::vector<ProcessIdentity> const& all) {
    for (auto const& p : all) require(!alive(p), "pid " + std::to_string(p.pid) + " of its tree is alive");
}

void stop_ends_the_family(Bench& b) {
    InstancePtr instance;
    auto const all = family(b, instance);
    b.stopped(*instance);
    expect_all_gone(all);
}

void destructor_ends_the_family(Bench& b) {
    InstancePtr instance;
    auto const all = family(b, instance);
    instance.reset();
    expect_all_gone(all);
}

} // namespace

std::vector<Check> service_checks() {
    using S = ContractSubject;
    return {
        {"start: completes with an instance that answers", {&S::service}, start_completes_ready},
        {"timeline: launch, spawned, connected, first byte, ready", {&S::service}, timeline_is_in_order},
        {"endpoint: answers again and again", {&S::service}, endpoint_answers_repeatedly},
        {"stop: ends it within the grace, unforced", {&S::service}, stop_is_polite},
        {"stop: a second stop gives the same report", {&S::service}, stop_is_repeatable},
        {"stop: the port is free again", {&S::service}, port_is_freed},
        {"stop: what died by itself is reported, not waited for", {&S::service}, death_is_reported},
        {"stop: kills what ignores it, after the grace", {&S::ignores_term}, deaf_child_is_killed},
        {"stop: ends grandchildren, daemonised ones too", {&S::forks}, stop_ends_the_family},
        {"destructor: ends it without a stop", {&S::service}, destructor_ends_it},
        {"destructor: ends grandchildren, daemonised ones too", {&S::forks}, destructor_ends_the_family},
    };
}

} // namespace wasmbench::testing::detail
