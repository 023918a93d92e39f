#include "chart_text.hpp"

#include <fmt/core.h>

namespace wasmbench::report {

std::vector<Chart> scaling_charts(Report const& report) {
    std::vector<Chart> out;
    for (auto const rows : by_workload(report)) {
        bool const programs = rows.front().program();
        CurvePlot plot;
        plot.y = axis_of(Quantity::throughput, AxisScale::linear);
        if (programs) plot.y.label = "runs per second";
        plot.dots = true;
        for (auto const& row : rows) {
            if (row.scaling.size() < 2) continue; // one number of connections is no curve
            auto& curve = plot.curves.emplace_back();
            curve.label = configuration_name(row.key);
            curve.group = row.key.runtime;
            curve.note = fmt::format("n={} at each", row.scaling.front().throughput.n);
            for (auto const& at : row.scaling) {
                if (at.throughput.n != row.scaling.front().throughput.n) curve.note = "n in the table";
                curve.points.emplace_back(at.connections, at.throughput.value);
                curve.intervals.push_back(at.throughput.interval);
            }
            curve.note += disturbed_note(row.disturbed);
        }
        if (plot.curves.empty()) continue;
        auto const name = workload_name(rows.front().key);
        out.push_back({chart_name("scaling", report, rows),
            "Throughput of " + name + (programs ? " over the number of runs at once" : " over the number of connections"),
            std::string(programs ? "Correct runs per second, from the first launch to the last end" : "Correct answers per second") +
                "; medians over the trials with their 95 % intervals as upright lines.",
            {programs ? "runs at once" : "connections", programs ? "runs_at_once" : "connections", 1, AxisScale::logarithmic},
            std::move(plot)});
    }
    return out;
}

} // namespace wasmbench::report
