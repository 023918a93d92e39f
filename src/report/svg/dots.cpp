#include "parts.hpp"

#include <wasmbench/stats/quantile.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace wasmbench::report::svg {
namespace {

constexpr double strip_height = 30;
constexpr double strip_gap = 10;
constexpr std::size_t least_for_box = 5; // below, quartiles are two of the dots themselves

/// Within 10 px above and below the middle; by the number of the trial, so that a report looks the same
/// twice.
double jitter(std::uint32_t trial) {
    return static_cast<double>(trial * 7 % 11) * 2 - 10;
}

void add_box(Canvas& c, Scale const& x, double middle, std::vector<double> const& sorted) {
    double const low = stats::quantile(sorted, 0.25), high = stats::quantile(sorted, 0.75);
    double const reach = 1.5 * (high - low);
    double const whisker_low = *std::lower_bound(sorted.begin(), sorted.end(), low - reach);
    double const whisker_high = *(std::upper_bound(sorted.begin(), sorted.end(), high + reach) - 1);
    c.line(x.at(whisker_low), middle, x.at(low), middle, "whisker");
    c.line(x.at(high), middle, x.at(whisker_high), middle, "whisker");
    c.rect(x.at(low), middle - 9, std::max(x.at(high) - x.at(low), 1.0), 18, "box");
}

/// All dots of a row in two elements, since a campaign has thousands.
void add_dots(Canvas& c, Scale const& x, double middle, std::vector<TrialPoint> const& dots) {
    std::string plain, disturbed;
    for (auto const& dot : dots) {
        auto const at_x = px(x.at(dot.value)), at_y = px(middle + jitter(dot.trial));
        if (dot.disturbed)
            disturbed += fmt::format("M{} {}m0-4l4 4l-4 4l-4-4z", at_x, at_y);
        else
            plain += fmt::format("M{} {}h0", at_x, at_y);
    }
    if (!plain.empty()) c.path(plain, "dot");
    if (!disturbed.empty()) c.path(disturbed, "disturbed", "disturbed by the machine");
}

} // namespace

double draw(DotPlot const& plot, Axis const& axis, int width, Canvas& c) {
    std::vector<double> all;
    for (auto const& row : plot.rows)
        for (auto const& dot : row.dots) all.push_back(dot.value);
    auto const x = fitting(axis.scale, all, false, side_margin, width - side_margin);
    auto rows = c.another();
    double y = 0;
    for (auto const& row : plot.rows) {
        y = add_row_heading(rows, y, width, row.label, row.note);
        double const middle = y + strip_height / 2;
        std::vector<double> values;
        for (auto const& dot : row.dots) values.push_back(dot.value);
        auto const sorted = stats::sorted_copy(values);
        if (sorted.size() >= least_for_box) add_box(rows, x, middle, sorted);
        if (row.interval)
            rows.line(
                x.at(row.interval->low), middle + 13, x.at(row.interval->high), middle + 13, "interval");
        rows.line(x.at(row.median), middle - 12, x.at(row.median), middle + 14, "median");
        add_dots(rows, x, middle, row.dots);
        y += strip_height + strip_gap;
    }
    auto grid = c.another();
    double const height = add_x_axis(grid, x, axis, 0, y);
    c.append(grid);
    c.append(rows);
    return height;
}

} // namespace wasmbench::report::svg
