#include "elements.hpp"
#include "sections.hpp"

namespace wasmbench::report::html {

std::optional<Section> environment_section(Report const& report) {
    std::string html;
    if (!report.disturbing.empty())
        html += subheading("What may disturb figures on this machine") + bullet_list(report.disturbing);
    Table table;
    table.caption = "The machine and the versions";
    table.sortable = false;
    table.head = {{"fact", true}, {"value", true}};
    for (auto const& [name, value] : report.environment)
        table.rows.push_back({text_cell(name), text_cell(value)});
    html += table.rows.empty()
                ? paragraph("Nothing is known of the machine: environment.json is missing or empty.")
                : table.html();
    return Section{"environment", "Environment", std::move(html)};
}

} // namespace wasmbench::report::html
