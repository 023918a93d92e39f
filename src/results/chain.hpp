#pragma once

#include <optional>
#include <string>
#include <string_view>

/// The chain of raw.jsonl: the last field of each line is a check over the line before it and its own bytes, so that a line
/// that was changed, taken out, put in or moved is told from those that are as they were written.
///
/// CRC-32C, which finds what disks, cables and editors do to a file. Against somebody who forges a file no check without a
/// secret helps, SHA-256 neither: who changes a line computes it anew. Boost has it, at several hundred MB/s.
namespace wasmbench::results {

/// What the header's field `chain` says.
inline constexpr std::string_view chain_name = "crc32c";

/// A line, taken apart: {"type":..., and 1a2b3c4d of {"type":...,"crc":"1a2b3c4d"}.
struct ChainedLine {
    std::string_view bytes;
    std::string_view check;
};

/// `line` without its line feed; nullopt when it does not end in a check.
std::optional<ChainedLine> take_apart(std::string_view line);

/// The check of a line: 8 hexadecimal digits of the CRC-32C of `previous`, the check of the line before (of the header:
/// empty), and `bytes`.
std::string check_of(std::string_view previous, std::string_view bytes);

/// `object`, which is the text of a JSON object, with its check as the last field and a line feed; `previous` becomes that check.
std::string chained(std::string object, std::string& previous);

/// Whether `line`, without its line feed, comes behind a line whose check is `previous`.
bool follows(std::string_view previous, std::string_view line);

} // namespace wasmbench::results
