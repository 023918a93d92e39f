#include "parts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>

namespace wasmbench::report::svg {
namespace {

constexpr double bar_height = 16;
constexpr double row_gap = 12;

double length_of(BarPlot::Bar const& bar) {
    return std::accumulate(bar.segments.begin(), bar.segments.end(), 0.0,
        [](double sum, BarPlot::Segment const& s) { return sum + s.length; });
}

std::string fill_of(BarPlot const& plot, std::string const& kind) {
    auto const it = std::find(plot.kinds.begin(), plot.kinds.end(), kind);
    return fmt::format("fill k{}", (it - plot.kinds.begin()) % 10);
}

std::vector<LegendEntry> bar_legend(BarPlot const& plot) {
    std::vector<LegendEntry> out;
    for (auto const& kind : plot.kinds) {
        bool const used = std::any_of(plot.bars.begin(), plot.bars.end(), [&](BarPlot::Bar const& bar) {
            return std::any_of(bar.segments.begin(), bar.segments.end(),
                [&](BarPlot::Segment const& s) { return s.kind == kind; });
        });
        if (used) out.push_back({kind, {}, fill_of(plot, kind)});
    }
    return out;
}

/// Its tip at the edge of the plot, over the end of the bar.
std::string arrow_at(double x, double middle) {
    return fmt::format("M{} {}l-9 -11v22z", px(x + side_margin), px(middle));
}

std::string tooltip_of(BarPlot::Segment const& s, Axis const& axis, double whole) {
    auto text = fmt::format("{}: {:.4g} ({})", s.name, s.length * axis.shown_scale, axis.label);
    if (whole > 0) text += fmt::format(", {:.1f} % of the bar", s.length / whole * 100);
    return text;
}

} // namespace

double draw(BarPlot const& plot, Axis const& axis, int width, Canvas& c) {
    double y = add_swatches(c, 0, width, bar_legend(plot));
    std::vector<double> ends = {plot.axis_end.value_or(0)};
    for (auto const& bar : plot.bars) {
        if (plot.shares || plot.axis_end) continue;
        ends.push_back(length_of(bar));
        if (bar.mark) ends.push_back(*bar.mark);
        if (bar.interval) ends.push_back(bar.interval->high);
    }
    auto shown = axis;
    if (plot.shares) {
        shown.label = "% of the bar";
        shown.shown_scale = 100;
    }
    double const last = width - side_margin - 2;
    auto const x = plot.shares ? Scale(AxisScale::linear, 0, 1, side_margin, last)
                               : fitting(AxisScale::linear, ends, true, side_margin, last);
    auto bars = c.another(); // above the grid, whose height is not known before
    double const top = y;
    for (auto const& bar : plot.bars) {
        y = add_row_heading(bars, y, width, bar.label, bar.note) + 2;
        double const whole = length_of(bar);
        double const unit = plot.shares && whole > 0 ? 1 / whole : 1;
        double sum = 0;
        for (auto const& s : bar.segments) {
            double const from = x.at(sum * unit), to = x.at((sum + s.length) * unit);
            sum += s.length;
            // What was measured is seen, and a gap parts segments of one colour.
            bars.rect(from, y, std::max(to - from - 0.6, 0.6), bar_height, fill_of(plot, s.kind),
                tooltip_of(s, axis, whole));
        }
        if (!plot.shares && bar.interval && bar.interval->low < x.high())
            bars.line(x.at(bar.interval->low), y + bar_height / 2, x.at(bar.interval->high),
                y + bar_height / 2, "interval");
        bool const beyond = !plot.shares && whole > x.high();
        if (beyond) bars.path(arrow_at(last, y + bar_height / 2), "arrow");
        if (!plot.shares && bar.mark && !beyond)
            bars.line(x.at(*bar.mark), y - 2, x.at(*bar.mark), y + bar_height + 2, "median");
        y += bar_height + row_gap;
    }
    auto grid = c.another();
    double const height = add_x_axis(grid, x, shown, top, y);
    c.append(grid);
    c.append(bars);
    return height;
}

} // namespace wasmbench::report::svg
