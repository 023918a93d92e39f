#pragma once

#include <wasmbench/core/result.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace wasmbench::results {

/// The largest raw.jsonl that is read: more than memory would hold as values.
inline constexpr std::uintmax_t most_raw_bytes = std::uintmax_t(4) << 30;
/// The largest plan.json and environment.json that are read.
inline constexpr std::uintmax_t most_document_bytes = std::uintmax_t(64) << 20;

/// All of a file. errc::results_io, naming the path and the operating system's reason, when it cannot be
/// read.
Result<std::string> read_text_file(std::filesystem::path const& path);

/// All of a file of a results folder, which may be somebody else's: not what is no regular file, since a pipe would be waited
/// for and a device has no end, and not what is larger than `most_bytes`. errc::results_io, as read_text_file.
Result<std::string> read_untrusted_file(std::filesystem::path const& path, std::uintmax_t most_bytes);

/// Makes `path` hold exactly `text`: a reader sees the old file or the new one, never half of one, because
/// the text is written to a neighbouring file that is then renamed. A symbolic link in the place of either is replaced, never
/// followed. errc::results_io when that fails (no space, not writable); the old file, if any, is then untouched.
Result<void> write_text_file(std::filesystem::path const& path, std::string_view text);

} // namespace wasmbench::results
