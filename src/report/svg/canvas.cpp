#include "canvas.hpp"

#include <wasmbench/report/html.hpp>

#include <fmt/core.h>

namespace wasmbench::report::svg {
std::string px(double v) {
    auto out = fmt::format("{:.1f}", v);
    if (out.ends_with(".0")) out.resize(out.size() - 2);
    return out == "-0" ? "0" : out;
}

std::string Canvas::closed(std::string_view element, std::string_view tooltip) const {
    if (tooltip.empty() || !tooltips_) return "/>\n";
    return fmt::format("><title>{}</title></{}>\n", html_escaped(tooltip), element);
}

void Canvas::rect(
    double x, double y, double width, double height, std::string_view classes, std::string_view tooltip) {
    out_ += fmt::format(R"(<rect class="{}" x="{}" y="{}" width="{}" height="{}")", classes, px(x), px(y),
                px(width), px(height)) +
            closed("rect", tooltip);
}

void Canvas::line(double x1, double y1, double x2, double y2, std::string_view classes) {
    // As a path: nearly all lines are upright or level, and there are thousands in a page.
    auto const to = px(y1) == px(y2) ? "H" + px(x2) : px(x1) == px(x2) ? "V" + px(y2) : "L" + px(x2) + " " + px(y2);
    out_ += fmt::format("<path class=\"{}\" d=\"M{} {}{}\"/>\n", classes, px(x1), px(y1), to);
}

void Canvas::text(double x, double y, Anchor anchor, std::string_view classes, std::string_view text) {
    auto const* const aligned = anchor == Anchor::start ? "" : anchor == Anchor::middle ? " middle" : " end";
    out_ += fmt::format("<text class=\"{}{}\" x=\"{}\" y=\"{}\">{}</text>\n", classes, aligned, px(x), px(y),
        html_escaped(text));
}

void Canvas::path(std::string_view d, std::string_view classes, std::string_view tooltip) {
    out_ += fmt::format(R"(<path class="{}" d="{}")", classes, d) + closed("path", tooltip);
}

} // namespace wasmbench::report::svg
