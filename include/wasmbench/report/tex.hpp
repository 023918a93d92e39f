#pragma once

#include <wasmbench/report/report.hpp>

#include <string>

namespace wasmbench::report {

/// summary.tex: a table (booktabs) per workload, to be `\input` into a paper; it needs the package booktabs and
/// nothing else. Figures with interval and n; text of the report is escaped.
std::string to_tex(Report const& report);

} // namespace wasmbench::report
