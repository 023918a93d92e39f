#pragma once

#include <wasmbench/report/report.hpp>

#include <string>

namespace wasmbench::report {

/// summary.csv: first a comment line with the schema version, then a header line, then one line per row.
/// Values in SI, with as many digits as reading them back exactly needs; a figure has the columns NAME,
/// NAME_low, NAME_high and NAME_n, all four empty when it was not measured, low and high empty when n was too
/// small for an interval. Quoting as in RFC 4180, lines end in a line feed.
std::string to_csv(Report const& report);

} // namespace wasmbench::report
