#include "formats.hpp"
#include "left_out.hpp"

#include <wasmbench/report/row_name.hpp>
#include <wasmbench/stats/quantile.hpp>

#include <nlohmann/json.hpp>

#include <cmath>

namespace wasmbench::report {
namespace {

using Json = nlohmann::ordered_json;

/// Null of one value, as hyperfine has it.
Json deviation(std::vector<double> const& values, double mean) {
    if (values.size() < 2) return nullptr;
    double squares = 0;
    for (auto const v : values) squares += (v - mean) * (v - mean);
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

/// Without the fields that are not known of every row: user, system, memory_usage_byte and exit_codes.
Json result_json(SampledRow const& row, SampledSeries const& series) {
    auto const times = all_values(series);
    auto const sorted = stats::sorted_copy(times);
    auto const mean = mean_of(times);
    Json parameters;
    for (auto const& [column, value] : key_columns(row.key)) parameters[column] = value;
    parameters["metric"] = series.metric.name;
    return {{"command", row.name + " " + std::string(series.metric.name)}, {"mean", mean},
        {"stddev", deviation(times, mean)}, {"median", stats::quantile(sorted, 0.5)}, {"min", sorted.front()},
        {"max", sorted.back()}, {"times", times}, {"parameters", std::move(parameters)}};
}

} // namespace

Exported to_hyperfine(SampledCampaign const& campaign) {
    Exported out;
    auto results = Json::array();
    for (auto const& row : campaign.rows)
        for (auto const& series : row.series)
            if (series.metric.is_time())
                results.push_back(result_json(row, series));
            else
                leave_out(out.left_out, series.metric, "hyperfine's format holds times only");
    if (results.empty()) return out;
    Json const document = {{"results", std::move(results)}};
    out.text = document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    return out;
}

} // namespace wasmbench::report
