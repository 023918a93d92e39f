#pragma once

#include <wasmbench/load/load_plan.hpp>
#include <wasmbench/load/load_result.hpp>

#include <nlohmann/json.hpp>

namespace wasmbench::tool {

/// Everything that a load has given, times in seconds. docs/load.md describes it.
nlohmann::ordered_json load_json(load::LoadPlan const& plan, load::LoadResult const& r);

} // namespace wasmbench::tool
