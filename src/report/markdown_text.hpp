#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::report {

/// Text that stays text: no markup, no HTML, no table border, no line break.
std::string escaped(std::string_view raw);

/// A line of a table; the cells are Markdown already.
std::string table_line(std::vector<std::string> const& cells);

} // namespace wasmbench::report
