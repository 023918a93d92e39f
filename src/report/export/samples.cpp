#include "samples.hpp"

#include "../compare_values.hpp"
#include "../disturbed.hpp"
#include "../environment_excerpt.hpp"
#include "../trial_values.hpp"

#include <wasmbench/report/row_name.hpp>

#include <algorithm>
#include <map>
#include <numeric>

namespace wasmbench::report {
namespace {

static_assert(std::all_of(sampled_metrics.begin(), sampled_metrics.end(), [](SampledMetric const& m) {
    return !m.quantity || m.by_default == (is_compared(*m.quantity) && *m.quantity != Quantity::warm_p50);
}));

bool is_wanted(SampledMetric const& m, std::vector<std::string> const& names) {
    return names.empty() ? m.by_default : std::find(names.begin(), names.end(), m.name) != names.end();
}

std::vector<TrialSamples> requests_of(RowData const& row) {
    std::vector<TrialSamples> out;
    if (row.key.endpoint.empty()) return out;
    for (auto const& [number, trial] : row.trials) {
        if (!trial.counts()) continue;
        if (auto values = trial.values("http/service_time", 1); !values.empty())
            out.push_back({trial.block, number, !disturbances_of(trial).empty(), std::move(values)});
    }
    return out;
}

SampledRow sampled_row(
    RowData const& data, plan::TrialSettings const& settings, std::vector<std::string> const& names) {
    SampledRow row{data.key, row_name(data.key), false, {}};
    auto const values = trial_values(data, settings.connections, settings.load_threads);
    for (auto const& metric : sampled_metrics) {
        if (!is_wanted(metric, names)) continue;
        SampledSeries series{metric, {}};
        if (metric.of_requests())
            series.trials = requests_of(data);
        else if (auto const it = values.find(*metric.quantity); it != values.end())
            for (auto const& v : it->second)
                series.trials.push_back(
                    {v.block, v.trial, !disturbances_of(data.trials.at(v.trial)).empty(), {v.value}});
        if (!series.trials.empty()) row.series.push_back(std::move(series));
    }
    return row;
}

} // namespace

SampledSeries const* SampledRow::find(std::string_view metric) const noexcept {
    auto const it =
        std::find_if(series.begin(), series.end(), [&](auto const& s) { return s.metric.name == metric; });
    return it == series.end() ? nullptr : &*it;
}

std::string_view SampledCampaign::fact(std::string_view fact_name) const noexcept {
    auto const it = std::find_if(
        environment.begin(), environment.end(), [&](auto const& f) { return f.first == fact_name; });
    return it == environment.end() ? std::string_view() : std::string_view(it->second);
}

SampledCampaign sampled(Campaign const& campaign, std::vector<std::string> const& metrics) {
    SampledCampaign out{
        campaign.name, campaign.records.header.started_at, campaign.records.header.library, {}, {}};
    if (auto excerpt = environment_excerpt(campaign.environment)) out.environment = std::move(excerpt->facts);
    std::map<std::string, int> uses;
    for (auto const& data : sort_into_rows(campaign.plan, campaign.records)) {
        auto row = sampled_row(data, campaign.plan.settings, metrics);
        if (row.series.empty()) continue;
        ++uses[row.name];
        out.rows.push_back(std::move(row));
    }
    for (auto& row : out.rows) {
        if (uses[row.name] == 1) continue;
        row.name_has_version = true;
        row.name += " " + row.key.version;
    }
    return out;
}

std::vector<double> all_values(SampledSeries const& series) {
    std::vector<double> out;
    for (auto const& t : series.trials) out.insert(out.end(), t.values.begin(), t.values.end());
    return out;
}

std::string name_with_unit(SampledMetric const& metric) {
    constexpr std::string_view units[] = {"_seconds", "_seconds", "_bytes", "_per_second", "_ratio"};
    return std::string(metric.name) + std::string(units[static_cast<std::size_t>(metric.kind)]);
}

double mean_of(std::vector<double> const& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

} // namespace wasmbench::report
