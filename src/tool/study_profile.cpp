#include "study_profile.hpp"

#include <algorithm>
#include <set>

namespace wasmbench::tool {
namespace {

// Large enough that no instance is replaced during a trial.
constexpr char const* reuse_for_ever = "4294967295";

// The option sets under which the study runs a workload on a runtime.
std::vector<Options> configurations(Runtime const& runtime, Workload const& workload) {
    bool const service = workload.needs().has(Capability::http);
    if (runtime.name() == "wasmtime") {
        if (service)
            return {{{"mode", "jit"}}, {{"mode", "jit"}, {"reuse", reuse_for_ever}}, {{"mode", "aot"}},
                {{"mode", "aot"}, {"reuse", reuse_for_ever}}};
        return {{{"mode", "jit"}}, {{"mode", "jit"}, {"cache", "full"}}, {{"mode", "aot"}}};
    }
    return {{}};
}

void check_names(
    std::vector<std::string> const& chosen, std::set<std::string> const& known, char const* kind) {
    for (auto const& name : chosen) {
        if (known.count(name) != 0) continue;
        Diagnostics d;
        d.stage = std::string("--") + kind;
        d.subject = name;
        for (auto const& k : known) d.expected += (d.expected.empty() ? "one of " : ", ") + k;
        throw Error(errc::invalid_option, std::move(d));
    }
}

bool chosen(std::vector<std::string> const& names, std::string_view name) {
    return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

plan::TrialSettings settings_of(std::string const& profile) {
    plan::TrialSettings s; // the published study's counts are the defaults
    if (profile == "quick") {
        s.warmup_requests = 20;
        s.sequential_requests = 100;
        s.concurrent_seconds = 0.5;
        s.sample_period_seconds = 0.05;
        s.memory_trials = 3;
    }
    return s;
}

} // namespace

plan::Plan study_plan(StudyChoice const& choice, Catalog const& catalog) {
    std::set<std::string> runtimes, workloads;
    for (auto const& r : catalog.runtimes()) runtimes.emplace(r->name());
    for (auto const& w : catalog.workloads()) workloads.emplace(w->name());
    check_names(choice.runtimes, runtimes, "runtimes");
    check_names(choice.workloads, workloads, "workloads");

    plan::Plan p;
    p.name = choice.profile;
    p.seed = choice.seed;
    p.blocks = choice.blocks.value_or(10);
    p.settings = settings_of(choice.profile);
    if (choice.ready_within_seconds) p.settings.ready_within_seconds = *choice.ready_within_seconds;
    for (auto const& workload : catalog.workloads()) {
        if (!chosen(choice.workloads, workload->name())) continue;
        for (auto const& runtime : catalog.runtimes()) {
            if (!chosen(choice.runtimes, runtime->name())) continue;
            for (auto& options : configurations(*runtime, *workload))
                p.rows.push_back({std::string(runtime->name()), std::move(options),
                    std::string(workload->name()), std::string(workload->endpoint())});
        }
    }
    return p;
}

} // namespace wasmbench::tool
