#pragma once

#include "live_view.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wasmbench::tool {

/// Whether a person is looking at stdout / stderr.
bool stdout_is_terminal();
bool stderr_is_terminal();

/// Of the terminal on that descriptor; nullopt when there is none, or it does not know.
std::optional<ScreenSize> screen_size(int descriptor);

/// Columns of the terminal on stdout; 120 when there is none.
std::size_t terminal_width();

/// "1:05", "2:03:09".
std::string clock_text(double seconds);

/// A figure with a fitting SI prefix: "1.24 ms", "83.1 us", "12.0 s".
std::string time_text(double seconds);

} // namespace wasmbench::tool
