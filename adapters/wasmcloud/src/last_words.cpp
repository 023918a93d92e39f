#include "last_words.hpp"

#include <wasmbench/core/diagnostics.hpp>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <vector>

namespace wasmbench::adapters::wasmcloud {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        if (auto const line = text.substr(0, end); line.find_first_not_of(" \t\r") != line.npos) out.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

bool holds(std::string_view line, std::initializer_list<std::string_view> words) {
    for (auto w : words)
        if (line.find(w) != line.npos) return true;
    return false;
}

bool is_error(std::string_view line) {
    return line.starts_with("Error:") || line.starts_with("error:") || holds(line, {" ERROR ", "[FTL]", "[ERR]"});
}

bool is_warning(std::string_view line) {
    return holds(line, {" WARN ", "[WRN]"});
}

// A log entry's further lines: indented causes, and the heading over them.
bool continues(std::string_view line) {
    return line.starts_with(' ') || line.starts_with("Caused by");
}

// "2026-11-24T01:43:07.835150Z  WARN module: text" -> "WARN module: text"
std::string_view without_time(std::string_view line) {
    auto const end = line.find(' ');
    if (end == line.npos || line[end - 1] != 'Z' || line.find('T') > end) return line;
    return line.substr(line.find_first_not_of(' ', end));
}

} // namespace

std::string telling_line(std::string_view log) {
    auto const lines = lines_of(log);
    std::optional<std::size_t> error, warning;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (is_error(lines[i])) error = i;
        if (is_warning(lines[i])) warning = i;
    }
    if (lines.empty()) return {};
    auto at = error ? *error : warning ? *warning : lines.size() - 1;
    std::string out(without_time(lines[at]));
    // The causes stand below, the innermost last.
    std::string_view cause;
    while (++at < lines.size() && continues(lines[at])) cause = lines[at];
    if (!cause.empty()) out += " ... " + std::string(cause.substr(cause.find_first_not_of(' ')));
    return out;
}

} // namespace wasmbench::adapters::wasmcloud
