#include "chart_text.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace wasmbench::report {
namespace {

/// What stands for a start of which no phase was recorded.
constexpr std::string_view not_split = "not split";

/// "load" of "load:component": stretches of a phase have its colour.
std::string stage_of(std::string const& phase) {
    return phase.substr(0, phase.find(':'));
}

std::vector<std::string> all_stages(Report const& report) {
    std::vector<std::string> out;
    for (auto const& row : report.rows) {
        if (!row.median_start) continue;
        for (auto const& phase : row.median_start->phases)
            if (auto stage = stage_of(phase.name); std::find(out.begin(), out.end(), stage) == out.end())
                out.push_back(std::move(stage));
    }
    out.emplace_back(not_split);
    return out;
}

BarPlot::Bar start_bar(Row const& row, Quantity q) {
    auto const& start = *row.median_start;
    BarPlot::Bar bar;
    bar.label = configuration_name(row.key);
    if (auto const* f = row.find(q)) {
        bar.note = figure_note(q, *f, row.disturbed);
        bar.mark = f->value;
        bar.interval = f->interval;
    }
    for (auto const& phase : start.phases)
        bar.segments.push_back({stage_of(phase.name), phase.name, phase.seconds});
    if (bar.segments.empty())
        bar.segments.push_back({std::string(not_split), std::string(not_split), start.seconds});
    return bar;
}

} // namespace

std::vector<Chart> start_charts(Report const& report) {
    std::vector<Chart> out;
    auto const stages = all_stages(report);
    for (auto const rows : by_workload(report)) {
        bool const program = rows.front().program();
        auto const q = program ? Quantity::run_time : Quantity::cold_start;
        BarPlot plot;
        plot.segment_column = "phase";
        plot.kinds = stages;
        for (auto const& row : rows)
            if (row.median_start) plot.bars.push_back(start_bar(row, q));
        if (plot.bars.empty()) continue;
        auto const what =
            std::string(program ? "Run" : "Cold start") + " of " + workload_name(rows.front().key);
        Chart chart;
        chart.name = chart_name(program ? "run-phases" : "cold-start-phases", report, rows);
        chart.title = what + ", phase by phase";
        chart.text = "Each bar is one real trial: the one in the middle of its row, of an even number the "
                     "faster of the middle two. The upright line is the row's median, the thick line its "
                     "95 % interval.";
        plot.axis_end = axis_end_for(plot.bars, chart.text);
        chart.x = axis_of(q, AxisScale::linear);
        chart.plot = plot;
        out.push_back(chart);
        chart.name = chart_name(program ? "run-shares" : "cold-start-shares", report, rows);
        chart.title = what + ", shares of the phases";
        chart.text = "The same trials, each bar as 100 % of its own time.";
        plot.shares = true;
        chart.plot = std::move(plot);
        out.push_back(std::move(chart));
    }
    return out;
}

} // namespace wasmbench::report
