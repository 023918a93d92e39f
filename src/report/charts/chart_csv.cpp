#include "../csv_text.hpp"

#include <wasmbench/report/chart.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace wasmbench::report {
namespace {

// The shortest text that reads back exactly.
std::string exact(double v) {
    return fmt::format("{}", v);
}

std::string csv_of(BarPlot const& plot, Axis const& x) {
    auto out = csv_line({"configuration", plot.segment_column, "kind", x.column});
    for (auto const& bar : plot.bars)
        for (auto const& s : bar.segments) out += csv_line({bar.label, s.name, s.kind, exact(s.length)});
    return out;
}

std::string csv_of(DotPlot const& plot, Axis const& x) {
    auto out = csv_line({"configuration", "block", "trial", x.column, "disturbed"});
    for (auto const& row : plot.rows)
        for (auto const& dot : row.dots)
            out += csv_line({row.label, std::to_string(dot.block), std::to_string(dot.trial),
                exact(dot.value), dot.disturbed ? "1" : "0"});
    return out;
}

std::string csv_of(CurvePlot const& plot, Axis const& x) {
    bool const intervals = std::any_of(
        plot.curves.begin(), plot.curves.end(), [](auto const& c) { return !c.intervals.empty(); });
    std::vector<std::string> head = {"configuration", x.column, plot.y.column};
    if (intervals) head.insert(head.end(), {plot.y.column + "_low", plot.y.column + "_high"});
    auto out = csv_line(head);
    for (auto const& curve : plot.curves)
        for (std::size_t i = 0; i < curve.points.size(); ++i) {
            auto const& [at_x, at_y] = curve.points[i];
            std::vector<std::string> cells = {curve.label, exact(at_x), exact(at_y)};
            if (intervals) {
                auto const interval = i < curve.intervals.size() ? curve.intervals[i] : std::nullopt;
                cells.push_back(interval ? exact(interval->low) : "");
                cells.push_back(interval ? exact(interval->high) : "");
            }
            out += csv_line(cells);
        }
    return out;
}

} // namespace

std::string to_csv(Chart const& chart) {
    return std::visit([&](auto const& plot) { return csv_of(plot, chart.x); }, chart.plot);
}

} // namespace wasmbench::report
