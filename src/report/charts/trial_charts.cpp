#include "chart_text.hpp"

#include <algorithm>

namespace wasmbench::report {
namespace {

/// Over more than this, a logarithmic axis: else the fast rows are one line at its edge.
constexpr double widest_linear_ratio = 5;

AxisScale scale_for(DotPlot const& plot) {
    double low = 0, high = 0;
    bool any = false;
    for (auto const& row : plot.rows)
        for (auto const& dot : row.dots) {
            if (dot.value <= 0) return AxisScale::linear;
            low = any ? std::min(low, dot.value) : dot.value;
            high = std::max(high, dot.value);
            any = true;
        }
    return high > widest_linear_ratio * low ? AxisScale::logarithmic : AxisScale::linear;
}

} // namespace

std::vector<Chart> trial_charts(Report const& report) {
    std::vector<Chart> out;
    for (auto const rows : by_workload(report))
        for (auto const q :
            {Quantity::cold_start, Quantity::run_time, Quantity::warm_p50, Quantity::throughput}) {
            DotPlot plot;
            for (auto const& row : rows) {
                auto const it = row.points.find(q);
                auto const* f = row.find(q);
                if (it == row.points.end() || !f) continue;
                auto const disturbed = std::count_if(
                    it->second.begin(), it->second.end(), [](TrialPoint const& p) { return p.disturbed; });
                plot.rows.push_back(
                    {configuration_name(row.key), figure_note(q, *f, static_cast<std::uint32_t>(disturbed)),
                        it->second, f->value, f->interval});
            }
            if (plot.rows.empty()) continue;
            auto const scale = scale_for(plot);
            auto const& title = info(q).title;
            auto const subject = q == Quantity::cold_start ? "trials-cold-start"
                                 : q == Quantity::run_time ? "trials-run-time"
                                 : q == Quantity::warm_p50 ? "trials-warm-p50"
                                                           : "trials-throughput";
            out.push_back({chart_name(subject, report, rows),
                workload_name(rows.front().key) + ": " + std::string(title) + " of every trial",
                "A dot is a trial, an open diamond one that the machine disturbed: it is part of the "
                "figures. The line is the median, the thick line below it its 95 % interval (from 6 trials "
                "on); from 5 trials on a box holds the middle half, with whiskers to the last trial within "
                "1.5 times its length.",
                axis_of(q, scale), std::move(plot)});
        }
    return out;
}

} // namespace wasmbench::report
