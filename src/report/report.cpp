#include "ablation.hpp"
#include "claim_judge.hpp"
#include "claim_sentences.hpp"
#include "compute_density.hpp"
#include "compute_firewalls.hpp"
#include "disturbed.hpp"
#include "environment_excerpt.hpp"
#include "figures.hpp"
#include "row_values.hpp"
#include "sentences.hpp"
#include "stop_sentences.hpp"
#include "trial_data.hpp"

#include <wasmbench/report/report.hpp>

#include <algorithm>
#include <set>

namespace wasmbench::report {
namespace {

/// What the trials of a row said about state together; trials that differ make it mixed.
Statefulness state_of(RowData const& data) {
    auto state = Statefulness::not_applicable;
    for (auto const& [number, trial] : data.trials) {
        if (!trial.counts() || trial.state == Statefulness::not_applicable) continue;
        if (state == Statefulness::not_applicable)
            state = trial.state;
        else if (state != trial.state)
            state = Statefulness::mixed;
    }
    return state;
}

Row make_row(RowData const& data, plan::TrialSettings const& settings) {
    Row row;
    row.key = data.key;
    row.fairness = data.fairness;
    for (auto const& [number, trial] : data.trials) {
        if (trial.failed)
            ++row.failed;
        else if (trial.skipped)
            ++row.skipped;
        else if (trial.counts())
            ++row.trials;
        else if (trial.discarded || trial.started)
            ++row.discarded; // by the session, or with the harness that was killed
        if (!trial.counts()) continue;
        auto const reasons = disturbances_of(trial);
        if (!reasons.empty()) ++row.disturbed;
        for (auto const& reason : reasons) ++row.disturbances[reason];
    }
    row.state = state_of(data);
    row.figures = compute_figures(data, settings.connections, settings.load_threads);
    row.preparation = compute_steps(data, "prepare/");
    row.start_steps = compute_steps(data, "start/");
    std::stable_sort(row.start_steps.begin(), row.start_steps.end(),
        [](auto const& a, auto const& b) { return a.figure.value < b.figure.value; });
    row.parts = compute_parts(data, settings.connections);
    row.ledger = compute_ledger(data);
    row.points = compute_points(data, settings.connections, settings.load_threads);
    row.service_times = compute_service_times(data);
    row.median_start = compute_median_start(data);
    row.scaling = compute_scaling(data);
    row.density = compute_density(data);
    row.errors = count_errors(data);
    return row;
}

/// Only what failed says in raw.jsonl how it was run.
std::vector<std::pair<std::string, std::string>> recorded_commands(results::Records const& records) {
    std::vector<std::pair<std::string, std::string>> out;
    for (auto const& e : records.events) {
        auto const* failed = std::get_if<results::Failed>(&e.what);
        if (!failed || failed->diagnostics.command.empty()) continue;
        std::pair entry(
            workload_name(failed->key) + ": " + configuration_name(failed->key), failed->diagnostics.command);
        if (std::find(out.begin(), out.end(), entry) == out.end()) out.push_back(std::move(entry));
    }
    return out;
}

std::uint32_t planned_trials(plan::Plan const& plan, results::Records const& records) {
    for (auto const& e : records.events)
        if (auto const* start = std::get_if<results::SessionStarting>(&e.what)) return start->trials;
    std::uint32_t n = 0;
    for (auto const& row : plan.rows) n += std::min(row.blocks.value_or(plan.blocks), plan.blocks);
    return n;
}

} // namespace

Report build_report(plan::Plan const& plan, results::Records const& records, std::string_view environment) {
    Report r;
    r.name = plan.name;
    r.started_at = records.header.started_at;
    r.library = records.header.library;
    r.seed = plan.seed;
    r.blocks = plan.blocks;
    r.connections = plan.settings.connections;
    r.planned = planned_trials(plan, records);
    std::uint32_t begun = 0;
    auto const rows = sort_into_rows(plan, records);
    for (auto const& data : rows) {
        for (auto const& [number, trial] : data.trials) begun += trial.started ? 1 : 0;
        auto const& row = r.rows.emplace_back(make_row(data, plan.settings));
        r.trials += row.trials;
        r.failed += row.failed;
        r.skipped += row.skipped;
        r.discarded += row.discarded;
        r.disturbed += row.disturbed;
    }
    compute_firewalls(rows, r.rows, plan.settings.connections, plan.settings.load_threads);
    r.not_reached = r.planned - std::min(begun, r.planned);
    r.summary = summary_sentences(r, records, plan.settings.load_threads);
    auto const stop = stop_sentences(plan, records);
    r.summary.insert(r.summary.begin() + 1, stop.begin(), stop.end()); // behind the extent
    r.ablation = method_ablation(rows, plan.settings);
    r.claims = judge_claims(rows, plan.settings, study_claims());
    if (!concerns(r.claims)) r.claims.clear();
    if (auto said = ledger_sentence(r.claims); !said.empty()) r.summary.push_back(std::move(said));
    r.problems = problem_lines(records);
    r.commands = recorded_commands(records);
    if (auto excerpt = environment_excerpt(environment)) {
        r.environment = std::move(excerpt->facts);
        r.disturbing = std::move(excerpt->disturbing);
    } else {
        r.summary.emplace_back(
            "environment.json is missing or not JSON: what machine this was is not known.");
    }
    return r;
}

std::string configuration_name(RunKey const& key) {
    auto out = key.runtime;
    if (!key.version.empty()) out += " " + key.version;
    out += " (";
    if (to_string(key.mode) != key.runtime)
        out += std::string(to_string(key.mode)) + ", "; // not "native native"
    if (auto const details = configuration_text(key); !details.empty()) out += details + ", ";
    out += to_string(key.instance);
    if (key.firewall != "off") out += ", firewall " + key.firewall;
    return out + ")";
}

std::string workload_name(RunKey const& key) {
    return key.endpoint.empty() ? key.workload : key.workload + " " + key.endpoint;
}

std::vector<std::span<Row const>> by_workload(Report const& report) {
    std::vector<std::span<Row const>> out;
    std::span<Row const> rows = report.rows;
    while (!rows.empty()) {
        std::size_t n = 1;
        while (n < rows.size() && workload_name(rows[n].key) == workload_name(rows[0].key)) ++n;
        out.push_back(rows.first(n));
        rows = rows.subspan(n);
    }
    return out;
}

std::vector<FairnessNote> fairness_notes(Report const& report) {
    std::vector<FairnessNote> notes;
    std::vector<std::string> all;
    auto add_once = [](std::vector<std::string>& names, std::string const& name) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    };
    for (auto const& row : report.rows) {
        add_once(all, configuration_name(row.key));
        for (auto const& sentence : row.fairness) {
            auto note = std::find_if(
                notes.begin(), notes.end(), [&](FairnessNote const& n) { return n.sentence == sentence; });
            if (note == notes.end()) note = notes.insert(notes.end(), {sentence, {}});
            add_once(note->rows, configuration_name(row.key));
        }
    }
    for (auto& note : notes)
        if (note.rows.size() == all.size()) note.rows.clear();
    return notes;
}

} // namespace wasmbench::report
