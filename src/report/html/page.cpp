#include "page_parts.hpp"

#include <wasmbench/core/version.hpp>
#include <wasmbench/report/html.hpp>

#include <fmt/core.h>

namespace wasmbench::report {

std::string to_html(Report const& report, std::span<Section const> sections) {
    auto const name = html_escaped(report.name);
    // Nothing is loaded from anywhere, and no script runs but the one below: not even one that somebody
    // smuggles in.
    auto out =
        fmt::format("<!DOCTYPE html>\n<!-- wasmbench summary schema {} -->\n<html lang=\"en\">\n<head>\n"
                    "<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                    "style-src 'unsafe-inline'; script-src '{}'\">\n"
                    "<title>{}: wasmbench report</title>\n",
            results_schema, html::page_script_hash(), name);
    out += "<style>" + html::page_style() + "</style>\n</head>\n<body>\n<div class=\"page\">\n";
    out += fmt::format("<header>\n<h1>{}</h1>\n<p>Measured {} with wasmbench {}, seed {}.</p>\n</header>\n",
        name, html_escaped(report.started_at), html_escaped(report.library), report.seed);
    out += "<nav aria-label=\"Sections\">\n<ul>\n";
    for (auto const& s : sections)
        out += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", html_escaped(s.id), html_escaped(s.title));
    out += "</ul>\n</nav>\n<main>\n";
    for (auto const& s : sections)
        out += fmt::format(
            "<section id=\"{0}\" aria-labelledby=\"{0}-heading\">\n<h2 id=\"{0}-heading\">{1}</h2>\n{2}"
            "</section>\n",
            html_escaped(s.id), html_escaped(s.title), s.html);
    out += "</main>\n</div>\n<script>";
    out += html::page_script();
    return out + "</script>\n</body>\n</html>\n";
}

std::string to_html(Report const& report) {
    return to_html(report, html_sections(report));
}

} // namespace wasmbench::report
