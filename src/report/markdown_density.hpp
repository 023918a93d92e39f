#pragma once

#include <wasmbench/report/report.hpp>

#include <string>

namespace wasmbench::report {

/// The rows whose density was measured, as a section of the Markdown report; empty when there is none.
std::string density_markdown(Report const& report);

} // namespace wasmbench::report
