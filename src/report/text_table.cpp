#include "text_table.hpp"

#include "text.hpp"

#include <algorithm>
#include <numeric>

namespace wasmbench::report {
namespace {

using Cell = TextTable::Cell;

constexpr std::size_t gap = 2;

std::size_t width_of(Cell const& cell) {
    std::size_t w = 0;
    for (auto const& line : cell) w = std::max(w, display_width(line));
    return w;
}

/// `text` in exactly `width` columns; one that is too wide is cut and ends in '~'.
std::string fitted(std::string text, std::size_t width, bool left) {
    if (display_width(text) > width) text = wrap(text, width - 1, 0).front() + "~";
    std::string const space(width - std::min(width, display_width(text)), ' ');
    return left ? text + space : space + text;
}

/// The columns `shown` of one row of cells, line by line.
void add_row(std::vector<Cell> const& cells, std::vector<std::size_t> const& shown,
    std::vector<std::size_t> const& widths, std::string& out) {
    std::size_t lines = 0;
    for (auto c : shown) lines = std::max(lines, cells[c].size());
    for (std::size_t l = 0; l < lines; ++l) {
        std::string line;
        for (auto c : shown) {
            if (c != shown.front()) line.append(gap, ' ');
            line += fitted(l < cells[c].size() ? cells[c][l] : std::string(), widths[c], c == 0);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
}

} // namespace

std::string TextTable::render(std::size_t width) const {
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < head.size(); ++c) {
        std::size_t w = width_of(head[c]);
        for (auto const& row : rows) w = std::max(w, width_of(row[c]));
        // The name may take half of a line and a figure what then remains, so that one column always fits.
        widths.push_back(std::min(w, c == 0 ? width / 2 : width - width / 2 - gap));
    }
    std::string out;
    std::size_t next = 1;
    do {
        std::vector<std::size_t> shown = {0};
        std::size_t used = widths[0];
        while (next < head.size() && used + gap + widths[next] <= width) {
            used += gap + widths[next];
            shown.push_back(next++);
        }
        if (!out.empty()) out += "\n";
        add_row(head, shown, widths, out);
        out += std::string(used, '-') + "\n";
        for (auto const& row : rows) add_row(row, shown, widths, out);
    } while (next < head.size());
    return out;
}

} // namespace wasmbench::report
