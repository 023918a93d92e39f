#include "../density_text.hpp"
#include "elements.hpp"
#include "sections.hpp"

#include <algorithm>

namespace wasmbench::report::html {
std::optional<Section> density_section(Report const& report) {
    if (std::none_of(report.rows.begin(), report.rows.end(), [](Row const& r) { return r.density.has_value(); }))
        return Section{"density", "Density",
            paragraph("The campaign did not look for the number of instances that the machine holds: the longer profiles and --density do.")};
    Table table;
    table.caption = "How many instances the machine holds, and what each costs";
    table.head = {{"configuration", true}, {"workload", true}, {"instances that held", true}, {"one more: PSS, MiB"},
        {"one more: machine, MiB"}, {"starts per second"}, {"p99 alone, ms"}, {"p99 at the most, ms"}};
    std::vector<std::string> reasons;
    for (auto const& row : report.rows) {
        if (!row.density) continue;
        auto const& d = *row.density;
        auto limit = text_cell(density_limit_text(d));
        limit.value = d.most;
        auto const p99 = [&](bool last) {
            return d.levels.empty() ? text_cell("–")
                                    : figure_cell(Quantity::warm_p99, (last ? d.levels.back() : d.levels.front()).latency_p99);
        };
        table.rows.push_back({text_cell(configuration_name(row.key)), text_cell(workload_name(row.key)), std::move(limit),
            figure_cell(Quantity::memory_steady, d.per_instance), figure_cell(Quantity::memory_steady, d.taken_per_instance),
            figure_cell(Quantity::throughput, d.start_rate), p99(false), p99(true)});
        for (auto const& reason : d.reasons) reasons.push_back(configuration_name(row.key) + ": " + reason);
    }
    return Section{"density", "Density",
        chart_figures(density_charts(report)) + paragraph(density_explanation()) + table.html() + bullet_list(reasons)};
}

} // namespace wasmbench::report::html
