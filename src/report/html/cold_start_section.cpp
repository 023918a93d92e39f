#include "elements.hpp"
#include "sections.hpp"

#include <wasmbench/report/html.hpp>

#include <algorithm>

namespace wasmbench::report::html {
namespace {

std::string steps_table(Report const& report) {
    Table table;
    table.caption = "Steps of every start and preparation";
    table.head = {{"configuration", true}, {"workload", true}, {"step", true}, {"ms"}};
    auto const add = [&](Row const& row, StepFigure const& step, std::string_view of) {
        table.rows.push_back({text_cell(configuration_name(row.key)), text_cell(workload_name(row.key)),
            text_cell(std::string(of) + step.name), figure_cell(Quantity::cold_start, &step.figure)});
    };
    for (auto const& row : report.rows) {
        for (auto const& step : row.preparation) add(row, step, "prepare: ");
        for (auto const& step : row.start_steps) add(row, step, "start: ");
    }
    if (table.rows.empty()) return {};
    return "<details><summary>Step by step: medians of every mark, with interval and n</summary>\n" +
           paragraph("A start's steps are counted from the launch; a preparation's are times of their own "
                     "and in no start.") +
           table.html() + "</details>\n";
}

} // namespace

std::optional<Section> cold_start_section(Report const& report) {
    auto const charts = start_charts(report);
    auto html =
        charts.empty()
            ? paragraph("No start was measured in this campaign.")
            : paragraph(
                  "From just before the launch to the first complete correct answer; of a program, to its "
                  "correct end. Phases between which no border can be seen from outside are one: "
                  "engine_start+load.");
    html += chart_figures(charts) + steps_table(report);
    return Section{"cold-start", "Cold start", std::move(html)};
}

} // namespace wasmbench::report::html
