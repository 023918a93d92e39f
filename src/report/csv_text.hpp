#pragma once

#include <string>
#include <vector>

namespace wasmbench::report {

/// A line of a CSV file with its line feed; cells are quoted where RFC 4180 asks for it.
std::string csv_line(std::vector<std::string> const& cells);

} // namespace wasmbench::report
