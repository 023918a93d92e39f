#pragma once

#include <wasmbench/report/report.hpp>

#include <string>

namespace wasmbench::report {

/// summary.md: the sentences first, then a table per workload, what did not run, fairness notes and the
/// environment. Times in ms, memory in MiB. Text that came from children is escaped: it cannot become markup.
std::string to_markdown(Report const& report);

} // namespace wasmbench::report
