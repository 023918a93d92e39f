#pragma once

#include "trial_data.hpp"

#include <wasmbench/report/density_figures.hpp>

#include <optional>

namespace wasmbench::report {

/// Of the trials that count and have a density part; nullopt when none has.
std::optional<DensityFigures> compute_density(RowData const& row);

} // namespace wasmbench::report
