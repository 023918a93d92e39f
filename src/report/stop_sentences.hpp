#pragma once

#include <wasmbench/plan/plan.hpp>
#include <wasmbench/results/records.hpp>

#include <string>
#include <vector>

namespace wasmbench::report {

/// Why a session that was asked for a precision ended, and which rows lack it, as full sentences. Empty for a plan
/// without one, and when the session did not come to its end.
std::vector<std::string> stop_sentences(plan::Plan const& plan, results::Records const& records);

} // namespace wasmbench::report
