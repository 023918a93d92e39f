#include "contract_checks.hpp"
#include "contract_http.hpp"

#include <wasmbench/core/process_table.hpp>

#include <boost/asio/ip/tcp.hpp>

namespace wasmbench::testing::detail {
namespace {

using std::chrono::milliseconds;

HttpEndpoint http_endpoint(Instance const& instance) {
    auto const* e = std::get_if<HttpEndpoint>(&instance.endpoint());
    require(e != nullptr, "the endpoint is not HTTP");
    require(e->port != 0, "the endpoint has no port");
    return *e;
}

void expect_answer(Bench& b, Instance const& instance, Workload const& workload, std::uint64_t n) {
    auto const request = workload.request(n);
    auto const body = fetch(b, http_endpoint(instance), request);
    require(workload.answers(request, body), "the answer was \"" + body + "\", not " + workload.expected());
}

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

void root_processes_are_named(Bench& b) {
    auto instance = b.started(*b.subject.service);
    auto const& tree = instance->processes();
    bool const in_process = b.runtime->capabilities().has(Capability::in_process);
    require(in_process || !tree.roots.empty() || tree.cgroup.has_value(), "no process and no cgroup");
    for (auto const& p : tree.roots) {
        auto const pid = "pid " + std::to_string(p.pid);
        require(alive(p), pid + " is not alive");
        require(p.start_ticks != 0, pid + " has no start time, so a successor could be mistaken for it");
        // The first is what the instance is for; others may be its host, or a daemon that it shares.
        if (p == tree.roots.front()) require(p.role == b.subject.role, pid + " has the role " + std::string(to_string(p.role)));
    }
}

void processes_are_announced(Bench& b) {
    std::vector<ProcessTree> announced;
    b.context.on_processes = [&](ProcessTree const& t) { announced.push_back(t); };
    auto instance = b.started(*b.subject.service);
    b.context.on_processes = {};
    require(announced.size() == 1, "on_processes was called " + std::to_string(announced.size()) + " times");
    // A part that one of them starts later (a host its provider) need not be named yet.
    auto const& tree = instance->processes();
    require(announced[0].roots == tree.roots && announced[0].cgroup == tree.cgroup, "on_processes named other processes than the instance");
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
    error_code ec;
    asio::ip::tcp::acceptor acceptor(b.io);
    asio::ip::tcp::endpoint const where(asio::ip::make_address(endpoint.host), endpoint.port);
    acceptor.open(where.protocol(), ec);
    // Connections that have just been closed do not keep a port; a listener does.
    acceptor.set_option(asio::socket_base::reuse_address(true), ec);
    acceptor.bind(where, ec);
    if (!ec) acceptor.listen(1, ec);
    require(!ec, "port " + std::to_string(endpoint.port) + ": " + ec.message());
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

void instances_do_not_meet(Bench& b) {
    if (!b.runtime->capabilities().has(Capability::many_instances)) return;
    auto one = b.started(*b.subject.service);
    auto two = b.started(*b.subject.service);
    require(http_endpoint(*one).port != http_endpoint(*two).port, "both listen on the same port");
    require(b.runtime->capabilities().has(Capability::in_process) || one->processes() != two->processes(),
        "both have the same processes");
    expect_answer(b, *one, *b.subject.service, 1);
    b.stopped(*one);
    expect_answer(b, *two, *b.subject.service, 1);
    b.stopped(*two);
}

} // namespace

std::vector<Check> service_checks() {
    using S = ContractSubject;
    return {
        {"start: completes with an instance that answers", {&S::service}, start_completes_ready},
        {"timeline: launch, spawned, connected, first byte, ready", {&S::service}, timeline_is_in_order},
        {"endpoint: answers again and again", {&S::service}, endpoint_answers_repeatedly},
        {"processes: alive, with start time and role", {&S::service}, root_processes_are_named},
        {"processes: announced once, before the start is over", {&S::service}, processes_are_announced},
        {"stop: ends it within the grace, unforced", {&S::service}, stop_is_polite},
        {"stop: a second stop gives the same report", {&S::service}, stop_is_repeatable},
        {"stop: the port is free again", {&S::service}, port_is_freed},
        {"stop: kills what ignores it, after the grace", {&S::ignores_term}, deaf_child_is_killed},
        {"stop: ends grandchildren, daemonised ones too", {&S::forks}, stop_ends_the_family},
        {"destructor: ends it without a stop", {&S::service}, destructor_ends_it},
        {"destructor: ends grandchildren, daemonised ones too", {&S::forks}, destructor_ends_the_family},
        {"instances: two at once do not meet", {&S::service}, instances_do_not_meet},
    };
}

} // namespace wasmbench::testing::detail
