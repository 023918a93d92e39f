#pragma once

#include "c_api.hpp"

#include <wasmbench/core/error.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace wasmbench::adapters::wasmtime_embedded {

/// Wasmtime's words on one line: its messages have a line per cause and frames of the stack between them.
std::string one_line(std::string_view message);

/// What a call of the library said; takes what it is given, either may be null.
struct Words {
    std::string text;
    std::optional<int> exit_status; ///< the program ended itself with proc_exit
};
Words take_words(CApi const& api, ApiError* error, Trap* trap = nullptr);

/// A failure with Wasmtime's own words. `subject` is the file.
Failure api_failure(errc code, std::string stage, std::string subject, std::string words);

} // namespace wasmbench::adapters::wasmtime_embedded
