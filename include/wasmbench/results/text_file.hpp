#pragma once

#include <wasmbench/core/result.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace wasmbench::results {

/// All of a file. errc::results_io, naming the path and the operating system's reason, when it cannot be
/// read.
Result<std::string> read_text_file(std::filesystem::path const& path);

/// Makes `path` hold exactly `text`: a reader sees the old file or the new one, never half of one, because
/// the text is written to a neighbouring file that is then renamed. errc::results_io when that fails (no
/// space, not writable); the old file, if any, is then untouched.
Result<void> write_text_file(std::filesystem::path const& path, std::string_view text);

} // namespace wasmbench::results
