#pragma once

#include <wasmbench/report/compare.hpp>

#include <string>
#include <vector>

namespace wasmbench::report {

/// "1.8x to 2.1x slower", "4 % faster to 9 % slower": an interval of the ratio of B to A as a person says it.
std::string change_text(Quantity q, stats::Interval const& ratio);

/// The one sentence that says what came out, and with which confidence. Everything else must be filled.
std::string headline(Comparison const& comparison);

/// What else a reader should know: disturbed trials, rows without a partner, figures that were not judged,
/// differences that were allowed.
std::vector<std::string> comparison_notes(Comparison const& comparison);

} // namespace wasmbench::report
