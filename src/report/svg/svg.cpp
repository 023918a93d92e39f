#include "parts.hpp"

#include <wasmbench/report/html.hpp>
#include <wasmbench/report/svg.hpp>

#include <fmt/core.h>

namespace wasmbench::report {

std::string to_svg(Chart const& chart, SvgOptions const& options) {
    svg::Canvas canvas(options.tooltips);
    double const height = std::visit(
        [&](auto const& plot) { return svg::draw(plot, chart.x, options.width, canvas); }, chart.plot);
    double const heading = options.standalone ? 30 : 0; // a page has a heading of its own
    auto const id = html_escaped(options.id_prefix + chart.name);
    auto out = fmt::format(
        "<svg {}class=\"chart\" role=\"img\" aria-labelledby=\"{}-title {}-desc\" viewBox=\"0 0 {} {}\" "
        "width=\"{}\" height=\"{}\">\n",
        options.standalone ? "xmlns=\"http://www.w3.org/2000/svg\" " : "", id, id, options.width,
        svg::px(height + heading), options.width, svg::px(height + heading));
    out += fmt::format("<title id=\"{}-title\">{}</title>\n<desc id=\"{}-desc\">{}</desc>\n", id,
        html_escaped(chart.title), id, html_escaped(chart.text));
    if (!options.standalone) return out + canvas.elements() + "</svg>\n";
    svg::Canvas title;
    title.rect(0, 0, options.width, height + heading, "paper");
    title.text(svg::side_margin, 19, svg::Anchor::start, "title", chart.title);
    return out + "<style>" + svg_style(false) + "</style>\n" + title.elements() +
           fmt::format("<g transform=\"translate(0 {})\">\n", svg::px(heading)) + canvas.elements() +
           "</g>\n</svg>\n";
}

} // namespace wasmbench::report
