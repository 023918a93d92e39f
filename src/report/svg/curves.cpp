#include "parts.hpp"

#include <boost/geometry/algorithms/simplify.hpp>
#include <boost/geometry/geometries/linestring.hpp>
#include <boost/geometry/geometries/point_xy.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace wasmbench::report::svg {
namespace {

/// "k2 d1": its group's colour and its place in the group.
std::vector<std::string> classes_of(std::vector<CurvePlot::Curve> const& curves) {
    std::vector<std::string> groups, out;
    std::map<std::string, int> seen;
    for (auto const& curve : curves) {
        auto it = std::find(groups.begin(), groups.end(), curve.group);
        if (it == groups.end()) it = groups.insert(groups.end(), curve.group);
        out.push_back(fmt::format("k{} d{}", (it - groups.begin()) % 10, seen[curve.group]++ % 6));
    }
    return out;
}

namespace geometry = boost::geometry;
using Line = geometry::model::linestring<geometry::model::d2::point_xy<double>>;

/// Without the points that no eye would miss (Douglas and Peucker 1973): a curve of some thousand requests has a
/// tenth left.
Line simplified(Line const& line) {
    constexpr double unseen = 0.25; // px; a curve is 1.5 px wide
    Line out;
    geometry::simplify(line, out, unseen);
    return out;
}

void add_y_axis(Canvas& c, Scale const& y, Axis const& axis, double left, double right) {
    double const top = y.at(y.high()), bottom = y.at(y.low());
    for (auto const& tick : ticks(y, axis.shown_scale, static_cast<int>((bottom - top) / 34))) {
        double const at = y.at(tick.value);
        c.line(left, at, right, at, "grid");
        c.text(left - 6, at + 4, Anchor::end, "tick", tick.label);
    }
    c.line(left, top, left, bottom, "axis");
}

} // namespace

double draw(CurvePlot const& plot, Axis const& axis, int width, Canvas& c) {
    double const left = 62, right = width - side_margin - 4, top = 26;
    double const bottom = top + std::clamp(width * 0.42, 220.0, 360.0);
    std::vector<double> xs, ys;
    for (auto const& curve : plot.curves) {
        for (auto const& [x, y] : curve.points) {
            xs.push_back(x);
            ys.push_back(y);
        }
        for (auto const& interval : curve.intervals)
            if (interval) ys.insert(ys.end(), {interval->low, interval->high});
    }
    auto const x = fitting(axis.scale, xs, false, left, right);
    auto const y = fitting(plot.y.scale, ys, true, bottom, top);
    c.text(side_margin, 12, Anchor::start, "axis-label", plot.y.label);
    add_y_axis(c, y, plot.y, left, right);
    double const end = add_x_axis(c, x, axis, top, bottom);
    auto const classes = classes_of(plot.curves);
    std::vector<LegendEntry> legend;
    for (std::size_t i = 0; i < plot.curves.size(); ++i) {
        auto const& curve = plot.curves[i];
        Line line;
        for (auto const& [at_x, at_y] : curve.points) line.emplace_back(x.at(at_x), y.at(at_y));
        if (!plot.dots) line = simplified(line);
        std::string d, dots;
        for (auto const& at : line) {
            auto const place = px(at.x()) + " " + px(at.y());
            d += (d.empty() ? "M" : "L") + place;
            if (plot.dots) dots += "M" + place + "h0";
        }
        if (d.empty()) continue;
        for (std::size_t p = 0; p < curve.intervals.size(); ++p)
            if (auto const& interval = curve.intervals[p]) {
                double const at = x.at(curve.points[p].first);
                c.line(at, y.at(interval->low), at, y.at(interval->high), "whisker");
            }
        c.path(d, "curve " + classes[i], curve.label);
        if (!dots.empty()) c.path(dots, "knot " + classes[i].substr(0, classes[i].find(' ')));
        legend.push_back({curve.label, curve.note, "curve " + classes[i], true});
    }
    return add_list_legend(c, end + 4, width, legend);
}

} // namespace wasmbench::report::svg
