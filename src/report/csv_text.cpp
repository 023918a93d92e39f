#include "csv_text.hpp"

#include <string_view>

namespace wasmbench::report {
namespace {

std::string csv_cell(std::string_view cell) {
    if (cell.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(cell);
    std::string out = "\"";
    for (char c : cell) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

} // namespace

std::string csv_line(std::vector<std::string> const& cells) {
    std::string out;
    for (auto const& cell : cells) {
        if (&cell != &cells.front()) out += ',';
        out += csv_cell(cell);
    }
    return out + "\n";
}

} // namespace wasmbench::report
