#pragma once

#include <wasmbench/report/chart.hpp>

#include <string>
#include <string_view>

namespace wasmbench::report {

/// How to_svg() draws.
struct SvgOptions {
    int width = 960; ///< px; from about 320 on. Text is 12 px whatever the width
    /// A file of its own, with its style, white paper and a namespace; else an element for a page that has
    /// svg_style() in its own style sheet.
    bool standalone = true;
    /// Set before the ids of title and description, for a page that draws one chart twice.
    std::string id_prefix;
    /// A word at each bar, curve and dot, for who points at it: nobody does on a telephone.
    bool tooltips = true;
};

/// Draws a chart. Valid XML; what the report says is escaped. The same chart gives the same text.
std::string to_svg(Chart const& chart, SvgOptions const& options = {});

/// The style of the drawings for light or for dark paper. Plain CSS without custom properties, which
/// converters of SVG files do not know.
std::string svg_style(bool is_dark);

} // namespace wasmbench::report
