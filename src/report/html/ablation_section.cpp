#include "../compare_text.hpp"
#include "../text.hpp"
#include "elements.hpp"
#include "sections.hpp"

#include <fmt/core.h>

namespace wasmbench::report::html {
namespace {

Cell value_cell(OldQuantity q, std::optional<double> v) {
    if (!v) return text_cell("–");
    auto cell = text_cell(compared_value_text(info(q).ours, *v));
    cell.value = *v;
    return cell;
}

Cell ratio_cell(MethodPair const& p) {
    if (p.n == 0) return text_cell(p.reason.empty() ? "–" : p.reason);
    auto text = number_text(p.ratio);
    if (p.interval) text += fmt::format(" [{}, {}]", number_text(p.interval->low), number_text(p.interval->high));
    auto cell = text_cell(fmt::format("{} n={}", text, p.n));
    cell.value = p.ratio;
    return cell;
}

} // namespace

std::optional<Section> ablation_section(Report const& report) {
    if (report.ablation.empty()) return std::nullopt;
    Table table;
    table.caption = "The published study's method beside ours";
    table.head = {{"configuration", true}, {"workload", true}, {"figure", true}, {"old"}, {"ours"}, {"old/ours"}};
    for (auto const& row : report.ablation)
        for (auto const& p : row.pairs) {
            auto const& ours = info(info(p.quantity).ours);
            auto const title = p.quantity == OldQuantity::memory ? std::string_view("memory") : ours.title;
            table.rows.push_back({text_cell(configuration_name(row.key)), text_cell(workload_name(row.key)),
                text_cell(fmt::format("{}, {}", title, ours.shown_unit)), value_cell(p.quantity, p.old),
                value_cell(p.quantity, p.ours), ratio_cell(p)});
        }
    return Section{"ablation", "The old method beside ours",
        paragraph("The published study's method on the same rows in the same run, after all that is ours: a curl process per "
                  "request, timed from spawn to exit, one look at the resident set, a start polled by curl. Medians over the "
                  "trials; old/ours is the Hodges-Lehmann ratio of pairs of one trial with its 95 % interval. None of the old "
                  "figures is in any other table.") +
            table.html()};
}

} // namespace wasmbench::report::html
