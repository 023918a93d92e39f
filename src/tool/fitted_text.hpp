#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wasmbench::tool {

/// Columns that a terminal needs for `text`, which is valid UTF-8 without control characters; never too few. Characters
/// from Hangul on count two: some of them are wide, and which is the terminal's affair.
std::size_t columns_of(std::string_view text);

/// `text` without control characters, cut with "..." where it is wider than `columns`: at its end, or in its middle
/// where both ends say what it is ("wasmtime jit, cache...http_service /state").
std::string fitted(std::string_view text, std::size_t columns);
std::string fitted_in_the_middle(std::string_view text, std::size_t columns);

/// Filled up with spaces to `columns`.
std::string padded(std::string text, std::size_t columns);

} // namespace wasmbench::tool
