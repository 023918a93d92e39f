#pragma once

#include <wasmbench/report/figure.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Numbers and words as people read them. Shared by the renderers and the sentences.
namespace wasmbench::report {

/// Three significant digits, but never fewer than all digits before the point: 0.0512, 24.3, 38210.
std::string number_text(double value);

/// "24.3" in the quantity's shown unit, without the unit.
std::string value_text(Quantity q, Figure const& f);

/// "23.9<between>25.1" with as many decimals as value_text shows; "n<6" when there is no interval.
std::string interval_text(Quantity q, Figure const& f, std::string_view between);

/// "24.3 ms [23.9, 25.1]"; "24.3 ms (n<6)" when there is no interval.
std::string figure_text(Quantity q, Figure const& f, bool with_unit);

/// `text` without control characters: words of a child must not move the cursor. Each becomes '?', line
/// breaks and tabs a space.
std::string printable(std::string_view text);

/// Columns that `text` takes on a terminal, taking every code point as one column wide.
std::size_t display_width(std::string_view text);

/// `text` broken at spaces into lines of at most `width` columns, all but the first behind `indent` spaces. A
/// word that is wider than a line is cut.
std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t indent);

/// "a, b and c".
std::string enumerate(std::vector<std::string> const& words);

} // namespace wasmbench::report
