#pragma once

#include "load_choice.hpp"

#include <wasmbench/load/load_plan.hpp>

namespace wasmbench::tool {

/// `wasmbench load --find-limit`: searches, prints, writes the JSON, and gives the exit status.
int run_limit(LoadChoice const& choice, load::LoadPlan plan);

} // namespace wasmbench::tool
