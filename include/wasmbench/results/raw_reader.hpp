#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/results/records.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace wasmbench::results {

/// Reads a raw.jsonl that RawWriter of this or an earlier release wrote.
///
/// A last line without a line feed at its end is torn: the writer died in the middle of it. It is set aside
/// in Records::torn and is not an error, since what is before it is whole. A fault anywhere else means that
/// the file was changed or the disk lies; it gives errc::malformed_input with the line's number (from 1), the
/// JSON pointer inside the line, what was expected and what is there. So does a header whose schema is newer
/// than results_schema. A file that cannot be read gives errc::results_io.
///
/// Fields that are not known are passed over: they are optional additions of a later release with the same
/// schema.
Result<Records> read_raw(std::filesystem::path const& file);

/// The same for the text of a file; `source` is its name, for messages.
Result<Records> read_raw_text(std::string_view text, std::string const& source = {});

} // namespace wasmbench::results
