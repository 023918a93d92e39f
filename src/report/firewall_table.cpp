#include "firewall_table.hpp"

#include "markdown_text.hpp"
#include "text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>
#include <vector>

namespace wasmbench::report {
namespace {

std::string name_without_firewall(RunKey key) {
    key.firewall = "off";
    return configuration_name(key);
}

std::string figure_or_dash(Row const& row, Quantity q) {
    auto const* f = row.find(q);
    return f ? figure_text(q, *f, false) : std::string("-");
}

} // namespace

std::string paired_ratio_text(std::optional<RatioFigure> const& r) {
    if (!r) return "-";
    if (!r->interval) return fmt::format("×{:.3f} (n<6)", r->ratio);
    return fmt::format("×{:.3f} [{:.3f}, {:.3f}]", r->ratio, r->interval->low, r->interval->high);
}

std::vector<Row const*> firewall_rows_in_order(Report const& report) {
    std::vector<Row const*> rows;
    for (auto const& row : report.rows)
        if (row.firewall) rows.push_back(&row);
    auto const place = [&rows](Row const* row) {
        auto const same = [&](Row const* other) {
            return workload_name(other->key) == workload_name(row->key) &&
                   name_without_firewall(other->key) == name_without_firewall(row->key);
        };
        return std::find_if(rows.begin(), rows.end(), same) - rows.begin();
    };
    std::vector<std::tuple<std::ptrdiff_t, Firewall, Row const*>> keyed;
    for (auto const* row : rows) keyed.emplace_back(place(row), row->firewall->condition, row);
    std::stable_sort(keyed.begin(), keyed.end(), [](auto const& a, auto const& b) {
        return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
    });
    std::transform(keyed.begin(), keyed.end(), rows.begin(), [](auto const& k) { return std::get<2>(k); });
    return rows;
}

std::string firewall_section(Report const& report) {
    auto const rows = firewall_rows_in_order(report);
    if (rows.empty()) return {};
    std::string out =
        "\n### Firewall\n\nEach instance has a network namespace of its own behind a veth pair; nftables compares "
        "every packet, both ways, with so many addresses that it does not have: a chain one by one, a set by one look-up. "
        "Off: the same network without rules; ×: against that row, from the trials of the same blocks, with its 95 % "
        "interval. Packets: counted behind the last rule, so these have met all of them; segments that the kernel "
        "joins are one.\n\n";
    out += table_line({"workload", "configuration", "rules", "number", "n", "warm p50, ms", "against off",
        fmt::format("throughput, req/s at {}", report.connections), "against off", "packets/answer"});
    out += table_line({"---", "---", "---", "---:", "---:", "---:", "---:", "---:", "---:", "---:"});
    for (auto const* row : rows) {
        auto const& f = *row->firewall;
        bool const off = f.condition.kind == FirewallKind::off;
        out += table_line({escaped(workload_name(row->key)), escaped(name_without_firewall(row->key)),
            std::string(to_string(f.condition.kind)), off ? "-" : std::to_string(f.condition.rules),
            std::to_string(row->trials), figure_or_dash(*row, Quantity::warm_p50), paired_ratio_text(f.latency),
            figure_or_dash(*row, Quantity::throughput), paired_ratio_text(f.throughput),
            f.packets_per_answer ? number_text(f.packets_per_answer->value) : std::string("-")});
    }
    return out;
}

} // namespace wasmbench::report
