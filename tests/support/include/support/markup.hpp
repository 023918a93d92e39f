#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::testing {

/// HTML or SVG as a strict reader sees it.
struct Markup {
    std::string fault; ///< what is wrong first, with its surroundings; empty when well formed
    std::map<std::string, int> elements; ///< by name: how many
    std::set<std::string> attributes;    ///< "td data-value"
    std::vector<std::string> ids;
    std::string text; ///< all text between tags, decoded; scripts and styles are no text
};

/// Reads what report.html and its drawings consist of: each element closed or void, attributes in double
/// quotes, no
/// '<' or unknown entity in text. A reader of its own, so that the writer is not checked against itself.
Markup read_markup(std::string_view source);

} // namespace wasmbench::testing
