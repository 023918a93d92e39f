#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/core/timeline.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::adapters::sightglass {

/// What wasmbench-sightglass-host prints: a moment a line, its name and nanoseconds of the steady clock. Failure
/// (malformed_input) for anything else, and when a step of a whole run is missing.
Result<std::vector<Mark>> parse_host_report(std::string_view text);

/// Puts the moments on the start's timeline, with the borders that they are of its phases.
void add_moments(std::vector<Mark> const& moments, Timeline& timeline);

} // namespace wasmbench::adapters::sightglass
