#include "../text.hpp"
#include "elements.hpp"
#include "sections.hpp"

#include <wasmbench/report/html.hpp>

namespace wasmbench::report::html {

std::optional<Section> fairness_section(Report const& report) {
    auto const notes = fairness_notes(report);
    if (notes.empty()) return Section{"fairness", "Fairness notes", paragraph("The campaign recorded none.")};
    std::string html = "<ul class=\"notes\">\n";
    for (auto const& note : notes)
        html += "<li>" + html_escaped(note.sentence) + " <small>" +
                html_escaped(note.rows.empty() ? "all rows" : enumerate(note.rows)) + "</small></li>\n";
    return Section{"fairness", "Fairness notes", html + "</ul>\n"};
}

} // namespace wasmbench::report::html
