#pragma once

#include <wasmbench/report/report.hpp>

#include <string>

namespace wasmbench::report {

/// The section of summary.md on throughput over connections; empty when no row has any.
std::string scaling_section(Report const& report);

} // namespace wasmbench::report
