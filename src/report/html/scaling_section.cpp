#include "elements.hpp"
#include "sections.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace wasmbench::report::html {
std::optional<Section> scaling_section(Report const& report) {
    auto const charts = scaling_charts(report);
    if (charts.empty())
        return Section{"scaling", "Scaling",
            paragraph(fmt::format(
                "The campaign has no rows of several numbers of connections: the throughput was measured "
                "at {} alone.",
                report.connections))};
    Table table;
    table.caption = "Throughput by number of connections";
    table.head = {
        {"configuration", true}, {"workload", true}, {"at once"}, {"throughput, per second"},
        {"efficiency, %"}, {"p99, ms"}, {"per second and MiB"}};
    for (auto const& row : report.rows) {
        if (row.scaling.size() < 2) continue;
        for (auto const& at : row.scaling)
            table.rows.push_back({text_cell(configuration_name(row.key)), text_cell(workload_name(row.key)),
                {std::to_string(at.connections), at.connections},
                figure_cell(Quantity::throughput, &at.throughput), figure_cell(Quantity::client_load, at.efficiency),
                figure_cell(Quantity::warm_p99, at.latency_p99), figure_cell(Quantity::throughput, at.per_mib)});
    }
    return Section{"scaling", "Scaling",
        chart_figures(charts) +
            paragraph("Of a service: connections at once to one instance. Of a program: runs at once, from the first launch to the "
                      "last end. Efficiency: the rate beside so many times that of the fewest at once, trial by trial. The load "
                      "generator shares the machine. Beyond the plan's levels a service's trial goes on until it gets worse.") +
            table.html()};
}

} // namespace wasmbench::report::html
