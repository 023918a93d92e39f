#include "study_profile.hpp"

#include "density_rows.hpp"
#include "fastest_service.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace wasmbench::tool {
namespace {

// The option sets under which the study runs a workload on a runtime. The longer profile has more of them.
std::vector<Options> configurations(
    Runtime const& runtime, Workload const& workload, DescribedRuntimes const& described, bool all) {
    if (auto const* description = find(described, runtime.name())) return options_of_modes(*description, workload);
    if (workload.needs().has(Capability::store)) {
        // An instance for each request connects for each request: what state outside costs there.
        if (runtime.name() == "wasmtime") return {{{"mode", "aot"}}, fastest_service(runtime.name())};
        return {fastest_service(runtime.name())};
    }
    bool const service = workload.needs().has(Capability::http);
    // Named once, so that a row of the longer profile is a row of the shorter one, or more.
    auto with_more = [all](std::vector<Options> always, std::vector<Options> more) {
        if (all) always.insert(always.end(), more.begin(), more.end());
        return always;
    };
    if (runtime.name() == "docker") return with_more({{}}, {{{"via", "cli"}}, {{"image", "built"}}});
    if (runtime.name() == "wasmedge")
        return {{{"mode", "interpreter"}}, {{"mode", "jit"}}, {{"mode", "aot"}}};
    if (runtime.name() == "wasmcloud" && service) return {{{"cold", "application"}}, {{"cold", "lattice"}}};
    if (runtime.name() == "wasmtime-embedded") {
        if (service)
            return with_more({{{"allocator", "pooling"}}},
                {{}, {{"allocator", "pooling"}, {"instances", "reused"}}, {{"compiler", "winch"}}});
        return with_more({{}, {{"start", "deserialise"}}}, {{{"compiler", "winch"}}, {{"allocator", "pooling"}}});
    }
    if (runtime.name() == "wasmtime") {
        if (service)
            return with_more({{{"mode", "jit"}}, {{"mode", "jit"}, {"reuse", "unlimited"}}, {{"mode", "aot"}},
                                 {{"mode", "aot"}, {"reuse", "unlimited"}}},
                {{{"mode", "aot"}, {"reuse", "128"}}, {{"mode", "aot"}, {"pooling", "off"}}});
        return {{{"mode", "jit"}}, {{"mode", "jit"}, {"cache", "full"}}, {{"mode", "aot"}}};
    }
    return {{}};
}

// Programs that compute. An interpreter takes up to minutes over what the others do in a fraction of a second.
constexpr std::array<std::string_view, 3> computing{"cpu_hash", "json_transform", "memory_walk"};

// nullopt for a workload that is not for this runtime.
std::optional<ExecutionMode> mode_of(Runtime const& runtime, Workload const& workload, Options const& options) {
    try {
        return runtime.describe(workload, options).mode;
    } catch (Error const&) {
        return std::nullopt;
    }
}

void limit_if_slow(plan::Row& row, Runtime const& runtime, Workload const& workload) {
    if (std::find(computing.begin(), computing.end(), row.workload) == computing.end()) return;
    if (mode_of(runtime, workload, row.options) != ExecutionMode::interpreter) return;
    row.blocks = 1;
    row.ready_within_seconds = 600;
    row.memory_trials = row.workload == "memory_walk" ? 1 : 0; // its memory is what it is for
}

// The study ran containers by the command line.
void set_old_options(plan::Row& row) {
    if (row.runtime != "docker") return;
    row.old_options = row.options;
    (*row.old_options)["via"] = "cli";
}

// The rows over which the study's claims are decided; with scaling and the old method in every row a longer profile took hours.
bool has_all_parts(plan::Row const& row) {
    if (row.firewall) return false;
    return row.workload == "cpu_hash" || (row.workload == "http_service" && row.endpoint == "/");
}

void check_names(
    std::vector<std::string> const& chosen, std::set<std::string> const& known, char const* kind, std::string const& more = {}) {
    for (auto const& name : chosen) {
        if (known.count(name) != 0) continue;
        Diagnostics d;
        d.stage = std::string("--") + kind;
        d.subject = name;
        for (auto const& k : known) d.expected += (d.expected.empty() ? "one of " : ", ") + k;
        d.expected += more;
        throw Error(errc::invalid_option, std::move(d));
    }
}

// What --runtimes takes beside the adapters, for a message.
std::string described_ones() {
    std::string out;
    for (auto const& name : shipped_runtimes()) out += (out.empty() ? "; or one that is described: " : ", ") + name;
    return out;
}

bool chosen(std::vector<std::string> const& names, std::string_view name) {
    return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

// A first look has one program that starts and one that computes; it takes the others when they are named.
constexpr std::array<std::string_view, 3> not_quick{"json_transform", "kv_service", "memory_walk"};

bool runs(StudyChoice const& choice, std::string_view workload) {
    bool const unasked = choice.workloads.empty() && choice.profile == "quick";
    if (unasked && std::find(not_quick.begin(), not_quick.end(), workload) != not_quick.end()) return false;
    return chosen(choice.workloads, workload);
}

plan::TrialSettings settings_of(std::string const& profile) {
    plan::TrialSettings s; // the published study's counts are the defaults
    if (profile == "quick") {
        s.warmup_requests = 20;
        s.sequential_requests = 100;
        s.concurrent_seconds = 0.5;
        s.sample_period_seconds = 0.05;
        s.memory_trials = 3;
    } else {
        s.scaling.emplace();
        s.old_method.emplace();
    }
    if (profile == "full") {
        s.sequential_requests = 500;
        s.concurrent_seconds = 1;
    }
    return s;
}

} // namespace

plan::Plan study_plan(StudyChoice const& choice, Catalog const& catalog) {
    std::set<std::string> runtimes, workloads;
    for (auto const& r : catalog.runtimes()) runtimes.emplace(r->name());
    for (auto const& w : catalog.workloads()) workloads.emplace(w->name());
    check_names(choice.runtimes, runtimes, "runtimes", described_ones());
    check_names(choice.workloads, workloads, "workloads");

    plan::Plan p;
    p.name = choice.profile;
    p.seed = choice.seed;
    // Six are the fewest that give a median its interval.
    p.blocks = choice.blocks.value_or(choice.profile == "full" ? 8 : 6);
    p.settings = settings_of(choice.profile);
    if (choice.old_method && !p.settings.old_method) p.settings.old_method.emplace();
    if (choice.ready_within_seconds) p.settings.ready_within_seconds = *choice.ready_within_seconds;
    for (auto const& workload : catalog.workloads()) {
        if (!runs(choice, workload->name())) continue;
        for (auto const& runtime : catalog.runtimes()) {
            if (!chosen(choice.runtimes, runtime->name())) continue;
            for (auto& options : configurations(*runtime, *workload, choice.described, choice.profile == "full")) {
                auto& row = p.rows.emplace_back(plan::Row{std::string(runtime->name()), std::move(options),
                    std::string(workload->name()), std::string(workload->endpoint())});
                limit_if_slow(row, *runtime, *workload);
                if (p.settings.old_method) set_old_options(row);
            }
        }
    }
    for (auto& row : firewall_rows(choice.firewall.value_or(firewall_of(choice.profile)), catalog))
        if (chosen(choice.runtimes, row.runtime) && chosen(choice.workloads, row.workload))
            p.rows.push_back(std::move(row));
    if (choice.profile != "quick")
        for (auto& row : p.rows) row.base_only = !has_all_parts(row);
    auto density = density_of(choice.profile);
    if (choice.density && !density) density.emplace();
    if (density) add_density(*density, catalog, p);
    return p;
}

std::vector<ExecutionMode> modes_of(Runtime const& runtime, Catalog const& catalog, DescribedRuntimes const& described) {
    std::vector<ExecutionMode> out;
    for (auto const& workload : catalog.workloads())
        for (auto const& options : configurations(runtime, *workload, described, true)) {
            auto const mode = mode_of(runtime, *workload, options);
            if (mode && std::find(out.begin(), out.end(), *mode) == out.end()) out.push_back(*mode);
        }
    return out;
}

} // namespace wasmbench::tool
