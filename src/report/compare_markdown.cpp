#include "compare_text.hpp"
#include "markdown_text.hpp"

#include <wasmbench/report/compare_render.hpp>

#include <fmt/core.h>

namespace wasmbench::report {
namespace {

void add_table(ComparedRow const& row, std::string& out) {
    out += "| figure | n in A | n in B | A | B | B/A | adjusted p | noise floor | verdict |\n"
           "| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | --- |\n";
    for (auto const& f : row.figures) {
        auto const& q = info(f.quantity);
        auto ratio = ratio_text(f);
        if (f.interval) ratio += " [" + ratio_interval_text(f, ", ") + "]";
        out += table_line({escaped(fmt::format("{}, {}", q.title, q.shown_unit)), std::to_string(f.n_a),
            std::to_string(f.n_b), compared_value_text(f.quantity, f.a), compared_value_text(f.quantity, f.b),
            ratio, p_text(f.p_adjusted), floor_text(f), std::string(to_string(f.verdict))});
    }
}

} // namespace

std::string to_markdown(Comparison const& c) {
    auto out = escaped(c.headline) + "\n\n- A: " + escaped(c.a) + "\n- B: " + escaped(c.b) + "\n";
    for (auto const& row : c.rows) {
        if (!c.paired) out += "\n### " + escaped(row_text(row)) + "\n";
        out += "\n";
        add_table(row, out);
    }
    out += "\n";
    for (auto const& sentence : legend(c)) out += escaped(sentence) + "\n";
    if (!c.notes.empty()) out += "\n";
    for (auto const& note : c.notes) out += "- " + escaped(note) + "\n";
    return out;
}

} // namespace wasmbench::report
