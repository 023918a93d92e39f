#include "compare_text.hpp"
#include "text.hpp"
#include "text_table.hpp"

#include <wasmbench/report/compare_render.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace wasmbench::report {
namespace {

constexpr std::size_t narrowest = 60;

using Cell = TextTable::Cell;

Cell n_cell(ComparedFigure const& f, bool paired) {
    if (paired) return {std::to_string(f.n_a)};
    return {std::to_string(f.n_a), std::to_string(f.n_b)};
}

TextTable table(ComparedRow const& row, bool paired, bool mark_halves) {
    TextTable t;
    t.head = {{"", ""}, {paired ? "pairs" : "n", ""}, {"A", ""}, {"B", ""}, {"B/A", ""}, {"p", "adjusted"},
        {"noise", "floor"}, {"verdict", ""}};
    for (auto const& f : row.figures) {
        auto const& q = info(f.quantity);
        auto floor = floor_text(f);
        if (mark_halves && f.floor && !f.floor->from_campaigns) floor += "*";
        t.rows.push_back({{std::string(q.title), "  " + std::string(q.shown_unit)}, n_cell(f, paired),
            {compared_value_text(f.quantity, f.a)}, {compared_value_text(f.quantity, f.b)},
            {ratio_text(f), ratio_interval_text(f, "-")}, {p_text(f.p_adjusted)}, {floor},
            {std::string(to_string(f.verdict))}});
    }
    return t;
}

bool has_floor_of_campaigns(Comparison const& c) {
    return std::any_of(c.rows.begin(), c.rows.end(), [](ComparedRow const& row) {
        return std::any_of(row.figures.begin(), row.figures.end(),
            [](ComparedFigure const& f) { return f.floor && f.floor->from_campaigns; });
    });
}

void add_wrapped(std::string const& text, std::size_t width, std::size_t indent, std::string& out) {
    for (auto const& line : wrap(printable(text), width, indent)) out += line + "\n";
}

} // namespace

std::string to_terminal(Comparison const& c, std::size_t width) {
    width = std::max(width, narrowest);
    std::string out;
    add_wrapped(c.headline, width, 0, out);
    out += "\n";
    add_wrapped("A: " + c.a, width, 3, out);
    add_wrapped("B: " + c.b, width, 3, out);
    bool const mark_halves = has_floor_of_campaigns(c);
    for (auto const& row : c.rows) {
        out += "\n";
        if (!c.paired) add_wrapped(row_text(row), width, 2, out);
        out += table(row, c.paired, mark_halves).render(width);
    }
    out += "\n";
    for (auto const& sentence : legend(c)) add_wrapped(sentence, width, 0, out);
    if (!c.notes.empty()) out += "\n";
    for (auto const& note : c.notes) add_wrapped("- " + note, width, 2, out);
    return out;
}

} // namespace wasmbench::report
