#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wasmbench::report {

/// What a report says about the machine.
struct EnvironmentExcerpt {
    /// The plain values of environment.json, those of nested objects under "outer/inner"; lists of plain
    /// values in one line, anything deeper left out (the file itself is beside the report).
    std::vector<std::pair<std::string, std::string>> facts;
    /// The list "disturbing": what about the machine may disturb figures.
    std::vector<std::string> disturbing;
};

/// nullopt when the text is not a JSON object.
std::optional<EnvironmentExcerpt> environment_excerpt(std::string_view text);

} // namespace wasmbench::report
