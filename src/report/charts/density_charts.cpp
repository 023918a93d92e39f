#include "chart_text.hpp"

#include <fmt/core.h>

namespace wasmbench::report {

std::vector<Chart> density_charts(Report const& report) {
    std::vector<Chart> out;
    for (auto const rows : by_workload(report)) {
        CurvePlot plot;
        plot.y = axis_of(Quantity::memory_steady, AxisScale::logarithmic);
        plot.dots = true;
        for (auto const& row : rows) {
            if (!row.density) continue;
            CurvePlot::Curve curve;
            for (auto const& level : row.density->levels) {
                if (!level.memory || level.memory->value <= 0) continue;
                curve.points.emplace_back(level.instances, level.memory->value);
                curve.intervals.push_back(level.memory->interval);
            }
            if (curve.points.size() < 2) continue; // no line
            curve.label = configuration_name(row.key);
            curve.group = row.key.runtime;
            curve.note = fmt::format("n={}", row.density->trials);
            plot.curves.push_back(std::move(curve));
        }
        if (plot.curves.empty()) continue;
        out.push_back({chart_name("density", report, rows), "Memory of " + workload_name(rows.front().key) + " over the number of instances",
            "PSS of all instances together, medians over the trials. A line ends where no further instance was started; the table says why.",
            {"instances", "instances", 1, AxisScale::logarithmic}, std::move(plot)});
    }
    return out;
}

} // namespace wasmbench::report
