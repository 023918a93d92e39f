#include "../firewall_table.hpp"
#include "../text.hpp"
#include "elements.hpp"
#include "sections.hpp"

#include <fmt/core.h>

namespace wasmbench::report::html {
namespace {

Cell ratio_cell(std::optional<RatioFigure> const& r) {
    if (!r) return text_cell("–");
    auto cell = text_cell(paired_ratio_text(r));
    cell.value = r->ratio;
    return cell;
}

} // namespace

std::optional<Section> firewall_section(Report const& report) {
    auto const rows = firewall_rows_in_order(report);
    if (rows.empty()) return std::nullopt;
    Table table;
    table.caption = "Latency and throughput behind a firewall";
    table.head = {{"configuration", true}, {"workload", true}, {"rules", true}, {"number"}, {"warm p50, ms"}, {"against off"},
        {"throughput, req/s"}, {"against off"}, {"packets/answer"}};
    for (auto const* row : rows) {
        auto const& f = *row->firewall;
        bool const off = f.condition.kind == FirewallKind::off;
        auto key = row->key;
        key.firewall = "off";
        table.rows.push_back({text_cell(configuration_name(key)), text_cell(workload_name(key)),
            text_cell(to_string(f.condition.kind)),
            {off ? "–" : std::to_string(f.condition.rules), static_cast<double>(f.condition.rules)},
            figure_cell(Quantity::warm_p50, row->find(Quantity::warm_p50)), ratio_cell(f.latency),
            figure_cell(Quantity::throughput, row->find(Quantity::throughput)), ratio_cell(f.throughput),
            text_cell(f.packets_per_answer ? number_text(f.packets_per_answer->value) : "–")});
    }
    return Section{"firewall", "Firewall",
        chart_figures(firewall_charts(report)) + paragraph("Each instance has a network namespace of its own behind a veth pair; nftables compares every packet, both "
                  "ways, with so many addresses that it does not have: a chain one by one, a set by one look-up. Off: the same "
                  "network without rules; ×: against that row, from the trials of the same blocks, with its 95 % interval. "
                  "Packets: counted behind the last rule, so these have met all of them.") +
            table.html()};
}

} // namespace wasmbench::report::html
