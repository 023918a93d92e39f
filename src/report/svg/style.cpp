#include <wasmbench/report/svg.hpp>

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace wasmbench::report {
namespace {

/// Colours of a drawing. The ten are told apart by people who do not see red and green as different, as far
/// as ten can be; the dashes of curves and the order of segments say the same once more.
struct DrawingColours {
    std::string_view paper, ink, faint, grid, box, warning;
    std::array<std::string_view, 10> kinds;
};

constexpr DrawingColours light = {"#ffffff", "#1d2330", "#5b6475", "#e3e7ee", "#dfe5ef", "#c2410c",
    {"#0072b2", "#d55e00", "#009e73", "#b5589a", "#a97b00", "#3fa7dc", "#6b4fa3", "#7f8a99", "#8c2d2d",
        "#4c7d1f"}};
constexpr DrawingColours dark = {"#12161f", "#e6eaf2", "#9aa5b8", "#2a3241", "#2c3648", "#ff9d5c",
    {"#4da3e0", "#ff8b47", "#35c99a", "#e08fc8", "#e0b43a", "#8ed1fb", "#a98ee6", "#a5b0c0", "#e07a7a",
        "#9ccc5c"}};

std::string style_of(DrawingColours const& c) {
    auto out = fmt::format(
        ".chart text{{font:12px system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:{ink};"
        "font-variant-numeric:tabular-nums}}\n"
        ".chart .label,.chart .legend{{fill:{ink}}}.chart .note,.chart .tick,.chart "
        ".axis-label{{fill:{faint}}}\n"
        ".chart .title{{font-weight:600;font-size:14px}}\n"
        ".chart .middle{{text-anchor:middle}}.chart .end{{text-anchor:end}}\n"
        ".paper{{fill:{paper}}}\n"
        ".chart .grid{{stroke:{grid};stroke-width:1}}.chart .axis{{stroke:{faint};stroke-width:1}}\n"
        ".chart .box{{fill:{box};stroke:{faint};stroke-width:1}}.chart "
        ".whisker{{stroke:{faint};stroke-width:1}}\n"
        ".chart .interval{{stroke:{ink};stroke-width:3;opacity:.55}}.chart "
        ".median{{stroke:{ink};stroke-width:2}}\n"
        ".chart .arrow{{fill:{ink}}}\n"
        ".chart .dot{{stroke:{dot};stroke-width:5;stroke-linecap:round;fill:none;opacity:.75}}\n"
        ".chart .disturbed{{stroke:{warning};stroke-width:1.5;fill:none}}\n"
        ".chart .curve{{fill:none;stroke-width:1.8;stroke-linejoin:round}}\n"
        ".chart .knot{{fill:none;stroke-width:7;stroke-linecap:round}}\n"
        ".chart .d1{{stroke-dasharray:7 3}}.chart .d2{{stroke-dasharray:2 3}}.chart .d3{{stroke-dasharray:9 "
        "3 2 3}}"
        ".chart .d4{{stroke-dasharray:4 2}}.chart .d5{{stroke-dasharray:12 4}}\n",
        fmt::arg("ink", c.ink), fmt::arg("faint", c.faint), fmt::arg("paper", c.paper),
        fmt::arg("grid", c.grid), fmt::arg("box", c.box), fmt::arg("dot", c.kinds[0]),
        fmt::arg("warning", c.warning));
    for (std::size_t i = 0; i < c.kinds.size(); ++i)
        out +=
            fmt::format(".chart .fill.k{0}{{fill:{1}}}.chart .curve.k{0},.chart .knot.k{0}{{stroke:{1}}}\n",
                i, c.kinds[i]);
    return out;
}

} // namespace

std::string svg_style(bool is_dark) {
    return style_of(is_dark ? dark : light);
}

} // namespace wasmbench::report
