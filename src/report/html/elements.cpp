#include "elements.hpp"

#include "../text.hpp"

#include <wasmbench/report/html.hpp>
#include <wasmbench/report/svg.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace wasmbench::report::html {

std::string paragraph(std::string_view text) {
    return "<p>" + html_escaped(text) + "</p>\n";
}

std::string bullet_list(std::vector<std::string> const& lines) {
    if (lines.empty()) return {};
    std::string out = "<ul>\n";
    for (auto const& line : lines) out += "<li>" + html_escaped(line) + "</li>\n";
    return out + "</ul>\n";
}

std::string subheading(std::string_view text) {
    return "<h3>" + html_escaped(text) + "</h3>\n";
}

Cell text_cell(std::string_view text) {
    return {html_escaped(text)};
}

Cell figure_cell(Quantity q, Figure const* f) {
    if (!f) return {"–"};
    auto const interval = interval_text(q, *f, ",\u00a0"); // a line may end before n, not in the interval
    return {fmt::format("{} <small>{} n={}</small>", value_text(q, *f),
                html_escaped(f->interval ? "[" + interval + "]" : "(" + interval + ")"), f->n),
        f->value};
}

namespace {

bool same_group(std::vector<Cell> const& a, std::vector<Cell> const& b, std::size_t columns) {
    for (std::size_t i = 0; i < columns; ++i)
        if (a[i].html != b[i].html) return false;
    return true;
}

} // namespace

std::string Table::html() const {
    auto out =
        fmt::format("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{0}\">\n<table{1}>\n"
                    "<caption>{0}</caption>\n<thead><tr>",
            html_escaped(caption), sortable ? " class=\"sortable\"" : "");
    for (auto const& h : head)
        out += fmt::format("<th scope=\"col\"{}>{}</th>",
            h.left || &h == &head.front() ? " class=\"left\"" : "", html_escaped(h.text));
    out += "</tr></thead>\n<tbody>\n";
    std::size_t again = 0; // rows to come that the group's cells stand for, too
    for (auto row = rows.begin(); row != rows.end(); ++row) {
        std::string span;
        std::size_t first = 0;
        if (again > 0) {
            first = grouped;
            --again;
        } else if (grouped > 0) {
            auto const last = std::find_if(row + 1, rows.end(), [&](auto const& other) { return !same_group(*row, other, grouped); });
            again = static_cast<std::size_t>(last - row) - 1;
            if (again > 0) span = fmt::format(" rowspan=\"{}\"", again + 1);
        }
        out += "<tr>";
        for (std::size_t i = first; i < row->size(); ++i) {
            auto const& cell = (*row)[i];
            auto const rows_of_it = i < grouped ? span : std::string();
            auto const value = sortable && cell.value ? fmt::format(" data-value=\"{:.6g}\"", *cell.value) : std::string();
            if (i == 0)
                out += fmt::format("<th scope=\"{}\"{}>{}</th>", span.empty() ? "row" : "rowgroup", rows_of_it, cell.html);
            else
                out += fmt::format("<td{}{}{}>{}</td>", i < head.size() && head[i].left ? " class=\"left\"" : "", rows_of_it,
                    value, cell.html);
        }
        out += "</tr>\n";
    }
    return out + "</tbody>\n</table>\n</div>\n";
}

std::string chart_figure(Chart const& chart) {
    auto const name = html_escaped(chart.name);
    SvgOptions options;
    options.standalone = false;
    options.width = 960;
    options.id_prefix = "wide-";
    auto const wide = to_svg(chart, options);
    options.width = 340;
    options.id_prefix = "narrow-";
    options.tooltips = false;
    auto const narrow = to_svg(chart, options);
    return fmt::format(
        "<figure id=\"plot-{0}\">\n<figcaption><strong>{1}</strong> {2} "
        "<span class=\"files\"><a href=\"plots/{0}.csv\">CSV</a> <a href=\"plots/{0}.svg\">SVG</a></span>"
        "</figcaption>\n<div class=\"wide\">{3}</div>\n<div class=\"narrow\">{4}</div>\n</figure>\n",
        name, html_escaped(chart.title), html_escaped(chart.text), wide, narrow);
}

std::string chart_figures(std::vector<Chart> const& charts) {
    std::string out;
    for (auto const& chart : charts) out += chart_figure(chart);
    return out;
}

} // namespace wasmbench::report::html
