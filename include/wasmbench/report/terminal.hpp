#pragma once

#include <wasmbench/report/report.hpp>

#include <cstddef>
#include <string>

namespace wasmbench::report {

/// The report for a terminal that is `width` columns wide (at least 60; less counts as 60): no line is
/// longer. Each row takes two lines, the interval below its figure. A table that is too wide is continued in
/// a second one below with the same row names, not wrapped. Plain text without colours or control characters,
/// whatever children printed.
std::string to_terminal(Report const& report, std::size_t width = 120);

} // namespace wasmbench::report
