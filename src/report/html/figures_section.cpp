#include "../program_quantities.hpp"
#include "../service_quantities.hpp"
#include "elements.hpp"
#include "sections.hpp"

#include <wasmbench/report/html.hpp>

#include <fmt/core.h>

#include <iterator>
#include <span>

namespace wasmbench::report::html {
namespace {

constexpr std::string_view how_to_read = "Medians over the trials with their 95 % interval from order "
                                         "statistics and the number of values behind them; p50 is the "
                                         "median of the trials' own medians, p99 is of all requests "
                                         "together. (n<6) and (n<300) stand where there are too few "
                                         "values for an interval. Cold start: launch to first complete "
                                         "correct answer; bracket: how long before that the last try had "
                                         "failed. Warm: one request at a time on one connection. PSS: the "
                                         "whole process tree without daemons that others share (a "
                                         "container: what its control group is charged), median and "
                                         "largest sample of a trial. Client: the load generator itself. A "
                                         "dash: not measured.";

/// "12", and what of it to know: "12, 2 disturbed (steal 2)".
Cell trials_cell(Row const& row) {
    auto text = std::to_string(row.trials);
    if (row.disturbed > 0) {
        std::string reasons;
        for (auto const& [reason, n] : row.disturbances)
            reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", html_escaped(reason), n);
        text += fmt::format(" <small class=\"warn\">◇ {} disturbed ({})</small>", row.disturbed, reasons);
    }
    for (auto const& [n, what] :
        {std::pair{row.failed, "failed"}, {row.skipped, "skipped"}, {row.discarded, "discarded"}})
        if (n > 0) text += fmt::format(" <small class=\"warn\">{} {}</small>", n, what);
    return {text, row.trials};
}

Cell errors_cell(Row const& row) {
    auto text = std::to_string(row.error_count());
    for (auto const& [error_class, n] : row.errors)
        text += fmt::format(" <small>{} {}</small>", n, html_escaped(error_class));
    return {text, static_cast<double>(row.error_count())};
}

std::string figures_table(std::span<Row const> rows, std::uint32_t connections) {
    bool const programs = rows.front().program();
    auto const quantities =
        programs ? program_quantities(rows)
                 : std::vector<Quantity>(std::begin(service_quantities), std::end(service_quantities));
    Table table;
    table.caption = "Figures of " + workload_name(rows.front().key);
    table.head = {{"configuration", true}, {"trials"}};
    for (auto const q : quantities) {
        auto title = fmt::format("{}, {}", info(q).title, info(q).shown_unit);
        if (q == Quantity::throughput) title += fmt::format(" at {}", connections);
        table.head.push_back({std::move(title)});
    }
    if (!programs) table.head.insert(table.head.end(), {{"errors"}, {"state", true}});
    for (auto const& row : rows) {
        std::vector<Cell> cells = {text_cell(configuration_name(row.key)), trials_cell(row)};
        for (auto const q : quantities) cells.push_back(figure_cell(q, row.find(q)));
        if (!programs) {
            cells.push_back(errors_cell(row));
            cells.push_back(text_cell(to_string(row.state)));
        }
        table.rows.push_back(std::move(cells));
    }
    return table.html();
}

} // namespace

std::optional<Section> figures_section(Report const& report) {
    auto html = paragraph(how_to_read);
    for (auto const rows : by_workload(report))
        html += subheading(workload_name(rows.front().key)) + figures_table(rows, report.connections);
    return Section{"figures", "Figures", std::move(html)};
}

} // namespace wasmbench::report::html
