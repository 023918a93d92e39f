#include "contract_checks.hpp"

namespace wasmbench::testing::detail {
namespace {

void program_output_and_end(Bench& b) {
    auto const& workload = *b.subject.program;
    auto instance = b.started(workload);
    auto const* e = std::get_if<CommandEndpoint>(&instance->endpoint());
    require(e != nullptr, "the endpoint is not a finished command");
    require(workload.answers(workload.request(0), e->output), "the output is \"" + e->output + "\"");
    require(e->exit.clean(), "it ended with " + e->exit.describe());
    auto const& t = instance->timeline();
    auto const launch = t.at(marks::launch), spawned = t.at(marks::spawned), ready = t.at(marks::ready);
    require(launch && spawned && ready, "launch, spawned or ready is missing from the timeline");
    require(*launch <= *spawned && *spawned <= *ready, "the marks of the timeline are not in order");
    require(*ready == e->exit.ended_at, "ready is not the moment at which the end was learnt");
    auto const report = b.stopped(*instance);
    require(report == e->exit, "a stop after the end gives another report");
}

void program_twice(Bench& b) {
    for (int i = 0; i < 2; ++i) b.stopped(*b.started(*b.subject.program));
}

void program_is_announced(Bench& b) {
    std::vector<ProcessTree> announced;
    b.context.on_processes = [&](ProcessTree const& t) { announced.push_back(t); };
    auto const instance = b.started(*b.subject.program);
    b.context.on_processes = {};
    require(announced.size() <= 1, "on_processes was called " + std::to_string(announced.size()) + " times");
    // One that ends at once in a container may have gone before it could be looked at; the instance names nothing then.
    auto const told = announced.empty() ? ProcessTree{} : announced[0];
    require(told.roots == instance->processes().roots, "on_processes named other processes than the instance");
}

void prepare_twice(Bench& b) {
    auto const& workload = program_or_service(b.subject);
    for (int i = 0; i < 2; ++i) {
        auto const r = b.prepare(workload);
        require(!r.error, "prepare: " + b.line(r.error));
        for (auto const& [step, took] : r.value.steps)
            require(took >= Duration::zero(), "the step " + step + " took less than no time");
        for (auto const& [name, file] : r.value.artifacts)
            require(
                std::filesystem::exists(file), "the artifact " + name + " does not exist: " + file.string());
    }
}

} // namespace

std::vector<Check> program_checks() {
    using S = ContractSubject;
    return {
        {"prepare: can be repeated, and what it names exists", {}, prepare_twice},
        {"program: output, end and timeline", {&S::program}, program_output_and_end},
        {"processes: a program is announced once, when it can be seen", {&S::program}, program_is_announced},
        {"program: runs again", {&S::program}, program_twice},
    };
}

} // namespace wasmbench::testing::detail
