#include "elements.hpp"
#include "sections.hpp"

namespace wasmbench::report::html {
namespace {

Figure const* present(std::optional<Figure> const& f) {
    return f ? &*f : nullptr;
}

std::string parts_table(Report const& report) {
    Table table;
    table.caption = "Memory and CPU of each part of an instance";
    table.head = {{"configuration", true}, {"workload", true}, {"part", true}, {"role", true}, {"PSS, MiB"},
        {"CPU/1k req, s"}, {"net/1k req, s"}, {"at rest, s/s"}};
    for (auto const& row : report.rows)
        for (auto const& part : row.parts)
            table.rows.push_back({text_cell(configuration_name(row.key)), text_cell(workload_name(row.key)),
                text_cell(part.name), text_cell(part.role ? to_string(*part.role) : "not recorded"),
                figure_cell(Quantity::memory_steady, &part.memory),
                figure_cell(Quantity::server_cpu_per_1000, present(part.cpu_per_1000)),
                figure_cell(Quantity::server_cpu_per_1000, present(part.net_per_1000)),
                figure_cell(Quantity::server_cpu_per_1000, present(part.idle))});
    if (table.rows.empty()) return {};
    return subheading("Part by part") +
           paragraph(
               "Net: without what the part used at rest before the load, shown as CPU-seconds per second.") +
           table.html();
}

} // namespace

std::optional<Section> memory_section(Report const& report) {
    auto const charts = memory_charts(report);
    if (charts.empty())
        return Section{"memory", "Memory", paragraph("No memory was measured in this campaign.")};
    return Section{"memory", "Memory", chart_figures(charts) + parts_table(report)};
}

} // namespace wasmbench::report::html
