#pragma once

#include <wasmbench/load/load_plan.hpp>
#include <wasmbench/load/load_result.hpp>

#include <string>

namespace wasmbench::tool {

/// What a load has given, for a person.
std::string load_text(load::LoadPlan const& plan, load::LoadResult const& r);

} // namespace wasmbench::tool
