#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/results/records.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace wasmbench::results {

/// Reads a raw.jsonl that RawWriter of this or an earlier release wrote.
///
/// An end that is torn (a last line without a line feed; in a file with a chain also whatever is no line of it, unless
/// something that was synchronised stands behind it) is where the writer died or the power failed. It is set aside in
/// Records::torn and is no error, since what is before it is whole. A fault anywhere else means that the file was changed or
/// the disk lies; it gives errc::malformed_input with the line's number (from 1), the JSON pointer inside the line, what was
/// expected and what is there, and how much before it is intact. So do a line that does not fit the one before it in a file
/// with a chain, records in an order in which no session tells them (a trial twice, a measurement outside of its trial), and
/// a header whose schema is newer than results_schema. A file that cannot be read gives errc::results_io.
///
/// Fields that are not known are passed over: they are optional additions of a later release with the same
/// schema.
Result<Records> read_raw(std::filesystem::path const& file);

/// The same for the text of a file; `source` is its name, for messages.
Result<Records> read_raw_text(std::string_view text, std::string const& source = {});

} // namespace wasmbench::results
