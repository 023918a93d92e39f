#include "elements.hpp"
#include "sections.hpp"

namespace wasmbench::report::html {

std::optional<Section> commands_section(Report const& report) {
    if (report.commands.empty())
        return Section{"commands", "Commands",
            paragraph("The campaign's files do not record the commands that were run; plan.json holds each "
                      "row's options.")};
    Table table;
    table.caption = "Commands that were run";
    table.head = {{"row", true}, {"command", true}};
    for (auto const& [row, command] : report.commands) {
        auto cell = text_cell(command);
        cell.html = "<code>" + cell.html + "</code>";
        table.rows.push_back({text_cell(row), std::move(cell)});
    }
    return Section{"commands", "Commands",
        paragraph("What the first trial of each row has launched, in order; raw.jsonl has the commands of all trials, which differ in ports "
                  "and folders, except the curls of the old method. What is asked of a daemon over its API (an engine that makes a container, a host that gets a "
                  "component) is no command; plan.json holds each row's options.") +
            table.html()};
}

} // namespace wasmbench::report::html
