#include "../text.hpp"
#include "formats.hpp"
#include "left_out.hpp"

#include <wasmbench/report/row_name.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace wasmbench::report {
namespace {

using Json = nlohmann::ordered_json;

/// Why pyperf cannot hold the series; empty if it can.
std::string_view pyperf_problem(SampledSeries const& series) {
    if (series.metric.more_is_better()) return "pyperf takes a larger value for a slower one";
    if (series.metric.kind == SampledKind::share) return "pyperf has no such unit";
    auto const all = all_values(series);
    if (std::any_of(all.begin(), all.end(), [](double v) { return v <= 0; }))
        return "pyperf refuses values that are not above zero, and there are such";
    return {};
}

/// A trial is what pyperf calls a run: a process with its values.
Json run_json(TrialSamples const& trial) {
    Json metadata = {{"block", trial.block}, {"trial", trial.trial}};
    if (trial.disturbed) metadata["disturbed"] = "yes";
    return {{"metadata", std::move(metadata)}, {"values", trial.values}};
}

Json benchmark_json(SampledRow const& row, SampledSeries const& series) {
    Json metadata = {{"name", row.name + " " + std::string(series.metric.name)},
        {"unit", series.metric.is_time() ? "second" : "byte"}};
    for (auto const& [column, value] : key_columns(row.key))
        if (!value.empty()) metadata[column] = printable(value); // pyperf refuses empty texts
    auto runs = Json::array();
    for (auto const& trial : series.trials) runs.push_back(run_json(trial));
    return {{"metadata", std::move(metadata)}, {"runs", std::move(runs)}};
}

} // namespace

Exported to_pyperf(SampledCampaign const& campaign) {
    Exported out;
    auto benchmarks = Json::array();
    for (auto const& row : campaign.rows)
        for (auto const& series : row.series)
            if (auto const problem = pyperf_problem(series); !problem.empty())
                leave_out(out.left_out, series.metric, problem);
            else
                benchmarks.push_back(benchmark_json(row, series));
    if (benchmarks.empty()) return out;
    Json metadata = {
        {"loops", 1}, {"description", "wasmbench " + campaign.library + ", " + campaign.started_at}};
    if (auto const cpu = campaign.fact("cpu/model"); !cpu.empty())
        metadata["cpu_model_name"] = printable(cpu);
    Json const document = {
        {"version", "1.0"}, {"metadata", std::move(metadata)}, {"benchmarks", std::move(benchmarks)}};
    out.text = document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    return out;
}

} // namespace wasmbench::report
