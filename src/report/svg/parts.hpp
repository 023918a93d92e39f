#pragma once

#include "canvas.hpp"
#include "scale.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What the kinds of plots have in common. Functions that add something below `y` return where it ends.
namespace wasmbench::report::svg {

/// Pixels that text takes, guessed generously: nobody knows the reader's font.
double text_width(std::string_view text);

/// Room beside a plot of rows.
inline constexpr double side_margin = 10;

/// A row's label at the left and its note at the right, in one line where both fit, else in several.
double add_row_heading(Canvas& c, double y, int width, std::string_view label, std::string_view note);

/// Grid lines from `top` to `bottom` and below them the ticks' labels and the axis' own.
double add_x_axis(Canvas& c, Scale const& x, Axis const& axis, double top, double bottom);

struct LegendEntry {
    std::string text;
    std::string note; ///< at the right of the same line where it fits, else in one of its own; may be empty
    std::string classes; ///< of the sample: "fill k3", or "curve k3 d1" for a line
    bool is_line = false;
};

/// Swatches with short texts, as many in a line as fit.
double add_swatches(Canvas& c, double y, int width, std::vector<LegendEntry> const& entries);

/// One entry in a line, for long texts.
double add_list_legend(Canvas& c, double y, int width, std::vector<LegendEntry> const& entries);

/// What each kind of plot draws; returns the height that it took.
double draw(BarPlot const& plot, Axis const& x, int width, Canvas& c);
double draw(DotPlot const& plot, Axis const& x, int width, Canvas& c);
double draw(CurvePlot const& plot, Axis const& x, int width, Canvas& c);

} // namespace wasmbench::report::svg
