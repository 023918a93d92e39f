#pragma once

#include <wasmbench/report/density_figures.hpp>

#include <string>

namespace wasmbench::report {

/// "32 or more (as many as were asked for)", "12 to 13 (memory limit)": what held, and what ended it.
std::string density_limit_text(DensityFigures const& density);

/// What the section's columns are, full sentences.
std::string density_explanation();

} // namespace wasmbench::report
