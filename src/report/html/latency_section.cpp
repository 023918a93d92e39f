#include "elements.hpp"
#include "sections.hpp"

namespace wasmbench::report::html {

std::optional<Section> latency_section(Report const& report) {
    auto const charts = latency_charts(report);
    if (charts.empty())
        return Section{"latency", "Latency", paragraph("No request was timed in this campaign.")};
    Table table;
    table.caption = "Service times with interval and n";
    table.head = {{"configuration", true}, {"workload", true}, {"p50, ms (n: trials)"},
        {"p99, ms (n: requests)"}, {"disturbed trials"}};
    for (auto const& row : report.rows) {
        if (!row.service_times) continue;
        table.rows.push_back({text_cell(configuration_name(row.key)), text_cell(workload_name(row.key)),
            figure_cell(Quantity::warm_p50, row.find(Quantity::warm_p50)),
            figure_cell(Quantity::warm_p99, row.find(Quantity::warm_p99)),
            {std::to_string(row.service_times->disturbed),
                static_cast<double>(row.service_times->disturbed)}});
    }
    return Section{"latency", "Latency",
        paragraph("Service time: from sending a request to its complete answer, one at a time on one "
                  "connection after the warm-up.") +
            chart_figures(charts) + table.html()};
}

} // namespace wasmbench::report::html
