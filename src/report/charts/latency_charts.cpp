#include "chart_text.hpp"

#include <fmt/core.h>

namespace wasmbench::report {
namespace {

Axis service_time_axis() {
    return {"service time, ms", "service_time_seconds", 1e3, AxisScale::logarithmic};
}

CurvePlot::Curve service_time_curve(Row const& row) {
    CurvePlot::Curve curve;
    curve.label = configuration_name(row.key);
    curve.group = row.key.runtime;
    auto const& times = *row.service_times;
    curve.note = fmt::format("n={} in {} trial{}{}", times.n, times.trials, times.trials == 1 ? "" : "s",
        disturbed_note(times.disturbed));
    return curve;
}

} // namespace

std::vector<Chart> latency_charts(Report const& report) {
    std::vector<Chart> out;
    for (auto const rows : by_workload(report)) {
        CurvePlot cdf, percentiles;
        cdf.y = {"share of the requests", "share", 1, AxisScale::linear};
        percentiles.y = service_time_axis();
        for (auto const& row : rows) {
            if (!row.service_times) continue;
            auto const n = static_cast<double>(row.service_times->n);
            auto& by_time = cdf.curves.emplace_back(service_time_curve(row));
            auto& by_share = percentiles.curves.emplace_back(service_time_curve(row));
            for (auto const& [rank, seconds] : row.service_times->points) {
                by_time.points.emplace_back(seconds, static_cast<double>(rank) / n);
                by_share.points.emplace_back(static_cast<double>(rank - 1) / n, seconds);
            }
        }
        if (cdf.curves.empty()) continue;
        auto const what = "Service time of " + workload_name(rows.front().key);
        out.push_back({chart_name("latency-cdf", report, rows), what + ", cumulative",
            "Share of the requests that took so long or less: one request at a time on one connection, all "
            "trials of a row together. Colours are runtimes, dashes their configurations.",
            service_time_axis(), std::move(cdf)});
        out.push_back({chart_name("latency-percentiles", report, rows), what + " by percentile",
            "The same times by the share of requests that were faster. A curve ends where a single request "
            "is left: its last value is the largest that was measured and no percentile.",
            {"percentile", "share_faster", 1, AxisScale::nines}, std::move(percentiles)});
    }
    return out;
}

} // namespace wasmbench::report
