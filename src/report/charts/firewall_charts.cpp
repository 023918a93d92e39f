#include "../firewall_table.hpp"
#include "../text.hpp"
#include "chart_text.hpp"

#include <fmt/core.h>

#include <map>
#include <utility>

namespace wasmbench::report {
namespace {

// The curve of one configuration and kind of rules; without rules there is no place on the axis, so that is in the note.
using CurveKey = std::pair<std::string, FirewallKind>;

} // namespace

std::vector<Chart> firewall_charts(Report const& report) {
    std::vector<Chart> out;
    for (auto const rows : by_workload(report)) {
        CurvePlot plot;
        plot.y = axis_of(Quantity::warm_p50, AxisScale::logarithmic);
        plot.dots = true;
        std::map<CurveKey, std::size_t> curves;
        std::map<std::string, std::string> off;
        for (auto const* row : firewall_rows_in_order(report)) {
            if (workload_name(row->key) != workload_name(rows.front().key)) continue;
            auto const* latency = row->find(Quantity::warm_p50);
            auto key = row->key;
            key.firewall = "off";
            auto const name = configuration_name(key);
            auto const& condition = row->firewall->condition;
            if (!latency) continue;
            if (condition.kind == FirewallKind::off) off[name] = "off " + figure_text(Quantity::warm_p50, *latency, false) + " ms";
            if (condition.kind == FirewallKind::off || condition.rules == 0) continue;
            auto const [it, fresh] = curves.try_emplace({name, condition.kind}, plot.curves.size());
            if (fresh) {
                auto& curve = plot.curves.emplace_back();
                curve.label = fmt::format("{}, {}", name, to_string(condition.kind));
                curve.group = row->key.runtime;
                curve.note = off[name];
            }
            auto& curve = plot.curves[it->second];
            curve.points.emplace_back(condition.rules, latency->value);
            curve.intervals.push_back(latency->interval);
        }
        std::erase_if(plot.curves, [](CurvePlot::Curve const& c) { return c.points.size() < 2; });
        if (plot.curves.empty()) continue;
        out.push_back({chart_name("firewall", report, rows), "Warm latency of " + workload_name(rows.front().key) + " over the number of rules",
            "Median service times with their 95 % intervals, one request at a time. A chain is gone through rule by rule, a set is one "
            "look-up. Beside each label: the same network without rules.",
            {"rules", "rules", 1, AxisScale::logarithmic}, std::move(plot)});
    }
    return out;
}

} // namespace wasmbench::report
