#pragma once

#include "command_line.hpp"

#include <wasmbench/core/result.hpp>

#include <cstddef>
#include <filesystem>

namespace wasmbench::adapters::wasmtime {

/// Compiled modules in a compilation cache (the files in it that are not the cache's own statistics).
std::size_t cached_modules(std::filesystem::path const& directory);

/// Whether a start had the cache temperature that its row states, judged by the number of compiled modules
/// before and after: off leaves no file, empty begins with none and ends with some, full adds none. An error
/// is wrong_temperature with what was seen.
Result<void> check_temperature(Cache stated, std::size_t before, std::size_t after);

} // namespace wasmbench::adapters::wasmtime
