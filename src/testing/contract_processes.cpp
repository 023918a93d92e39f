#include "contract_checks.hpp"
#include "contract_http.hpp"

#include <wasmbench/core/process_table.hpp>

#include <algorithm>

namespace wasmbench::testing::detail {
namespace {

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

// Who is measured is who was named: a child of a child belongs to it, a process beside it would be charged to nobody.
void nothing_runs_beside(Bench& b) {
    auto instance = b.started(*b.subject.service);
    auto const& roots = instance->processes().roots;
    auto const family = descendants(roots);
    for (auto const& p : belongings().processes) {
        auto same = [&](ProcessIdentity const& other) { return other.pid == p.pid; };
        require(std::any_of(roots.begin(), roots.end(), same) || std::any_of(family.begin(), family.end(), same),
            "pid " + std::to_string(p.pid) + " runs beside the processes that the instance names");
    }
}

void keeps_to_the_host(Bench& b) {
#ifdef __linux__
    if (!b.runtime->capabilities().has(Capability::own_network))
        throw NotApplicable("the runtime does not claim own-network");
    b.context.host = "127.0.0.2"; // Linux has all of 127.0.0.0/8 on its loopback
    auto instance = b.started(*b.subject.service);
    auto const at = http_endpoint(*instance);
    require(at.host == b.context.host,
        "it listens at " + at.host_and_port() + ", not at the context's " + b.context.host);
    expect_answer(b, *instance, *b.subject.service, 1);
#else
    (void)b;
    throw NotApplicable("this system has one address on its loopback");
#endif
}

void instances_do_not_meet(Bench& b) {
    if (!b.runtime->capabilities().has(Capability::many_instances))
        throw NotApplicable("the runtime does not claim many-instances");
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

std::vector<Check> process_checks() {
    using S = ContractSubject;
    return {
        {"processes: alive, with start time and role", {&S::service}, root_processes_are_named},
        {"processes: announced once, before the start is over", {&S::service}, processes_are_announced},
        {"processes: nothing runs beside those that it names", {&S::service}, nothing_runs_beside},
        {"own network: it listens at the context's address", {&S::service}, keeps_to_the_host},
        {"instances: two at once do not meet", {&S::service}, instances_do_not_meet},
    };
}

} // namespace wasmbench::testing::detail
