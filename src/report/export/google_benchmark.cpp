#include "../text.hpp"
#include "formats.hpp"
#include "left_out.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace wasmbench::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr double nanoseconds = 1e9;

/// The value of `metric` in that trial.
std::optional<double> value_in(SampledRow const& row, std::string_view metric, std::uint32_t trial) {
    auto const* series = row.find(metric);
    if (series == nullptr) return std::nullopt;
    auto const it = std::find_if(series->trials.begin(), series->trials.end(),
        [&](TrialSamples const& t) { return t.trial == trial; });
    return it == series->trials.end() ? std::nullopt : std::optional(mean_of(it->values));
}

bool is_cpu_of_run(SampledMetric const& m) {
    return m.quantity == Quantity::cpu_per_run;
}

/// A trial as a repetition. The format's times are means over `iterations`, and both of them have to be
/// there.
Json repetition(SampledRow const& row, SampledSeries const& series, std::size_t index, std::size_t family) {
    auto const& trial = series.trials[index];
    auto const name = row.name + " " + std::string(series.metric.name);
    Json out = {{"name", name}, {"family_index", family}, {"per_family_instance_index", 0},
        {"run_name", name}, {"run_type", "iteration"}, {"repetitions", series.trials.size()},
        {"repetition_index", index}, {"threads", 1}, {"iterations", trial.values.size()},
        {"real_time", mean_of(trial.values) * nanoseconds}};
    auto const cpu = series.metric.quantity == Quantity::run_time ? value_in(row, "cpu_per_run", trial.trial)
                                                                  : std::nullopt;
    out["cpu_time"] = cpu.value_or(0) * nanoseconds;
    out["time_unit"] = "ns";
    out["label"] = row.key.runtime + " " + row.key.version;
    return out;
}

void add_counters(Json& entry, SampledRow const& row, std::uint32_t trial) {
    for (auto const& series : row.series) {
        if (series.metric.kind == SampledKind::wall_time || is_cpu_of_run(series.metric)) continue;
        if (auto const v = value_in(row, series.metric.name, trial))
            entry[name_with_unit(series.metric)] = *v;
    }
}

} // namespace

Exported to_google_benchmark(SampledCampaign const& campaign) {
    Exported out;
    auto entries = Json::array();
    std::size_t family = 0;
    for (auto const& row : campaign.rows) {
        bool first = true;
        for (auto const& series : row.series) {
            if (series.metric.kind != SampledKind::wall_time) continue;
            for (std::size_t i = 0; i < series.trials.size(); ++i) {
                entries.push_back(repetition(row, series, i, family));
                // What is no time is a counter of the row's first one: once, or it would look measured twice.
                if (first) add_counters(entries.back(), row, series.trials[i].trial);
            }
            ++family;
            first = false;
        }
        if (!first) continue;
        for (auto const& series : row.series)
            leave_out(
                out.left_out, series.metric, "the format has such values only beside a time by the clock");
    }
    if (entries.empty()) return out;
    Json context = {{"date", campaign.started_at}, {"executable", "wasmbench " + campaign.library},
        {"caches", Json::array()}, {"load_avg", Json::array()}};
    for (auto const& [name, value] : campaign.environment) context[printable(name)] = printable(value);
    Json const document = {{"context", std::move(context)}, {"benchmarks", std::move(entries)}};
    out.text = document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    return out;
}

} // namespace wasmbench::report
