#pragma once

#include <string>
#include <string_view>

namespace wasmbench::adapters {

/// What a program wrote to its standard error, ordered so that what tells most comes last: a message quotes
/// the last line. The last `telling` in it, with what follows on its line, is added as a line of its own;
/// without one it stays as it is.
std::string with_last(std::string text, std::string_view telling);

} // namespace wasmbench::adapters
