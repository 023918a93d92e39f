#include "../phase_text.hpp"
#include "elements.hpp"
#include "sections.hpp"

namespace wasmbench::report::html {

std::optional<Section> ledger_section(Report const& report) {
    Table table;
    table.caption = "Phase ledger";
    table.head = {
        {"configuration", true}, {"workload", true}, {"phase", true}, {"ms"}, {"share of the wall time"}};
    table.sortable = false; // the phases of a row are in the order of time
    table.grouped = 2;
    for (auto const& row : report.rows) {
        if (!row.ledger) continue;
        auto const configuration = text_cell(configuration_name(row.key));
        auto const workload = text_cell(workload_name(row.key));
        for (auto const& p : row.ledger->phases)
            table.rows.push_back({configuration, workload, text_cell(phase_name(p, *row.ledger)),
                figure_cell(Quantity::run_time, &p.time), {share_text(p), p.share.value}});
        table.rows.push_back({configuration, workload, text_cell("wall"),
            figure_cell(Quantity::run_time, &row.ledger->wall), {"100 %", 1.0}});
    }
    if (table.rows.empty()) return std::nullopt;
    return Section{"ledger", "Phase ledger",
        paragraph("Where a trial's wall time went, from just before the launch until everything was reaped: "
                  "medians over the trials, which need not add up. What nothing accounts for is "
                  "unattributed.") +
            "<details><summary>All phases of all rows</summary>\n" + table.html() + "</details>\n"};
}

} // namespace wasmbench::report::html
