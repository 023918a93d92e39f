#pragma once

#include <wasmbench/report/compare.hpp>

#include <cstddef>
#include <string>

namespace wasmbench::report {

/// The headline, a table per row, and the notes, for a terminal that is `width` columns wide (at least 60).
/// Plain text.
std::string to_terminal(Comparison const& comparison, std::size_t width = 120);

/// The same as GitHub-flavoured Markdown.
std::string to_markdown(Comparison const& comparison);

/// Everything as an indented JSON document that ends in a line feed; docs/compare.md lists its fields.
std::string to_json(Comparison const& comparison);

/// JUnit XML for a CI system: the verdict, then each row as a suite with a case for each figure. Worse is a failure,
/// inconclusive an error, a figure that was not judged is skipped.
std::string to_junit(Comparison const& comparison);

} // namespace wasmbench::report
