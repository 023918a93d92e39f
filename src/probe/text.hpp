#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

// What every parser of kernel text needs. Nothing here allocates except words(), nothing throws except for
// want of memory, and no number is accepted that does not fit.
namespace wasmbench::probe::detail {

/// Without blanks, tabs and line ends at either side.
std::string_view trimmed(std::string_view text) noexcept;

/// Takes the first line off `rest`, without its end; nullopt when nothing is left.
std::optional<std::string_view> take_line(std::string_view& rest) noexcept;

/// Takes the first word off `rest`; nullopt when only blanks are left.
std::optional<std::string_view> take_word(std::string_view& rest) noexcept;

/// All words of a line.
std::vector<std::string_view> words(std::string_view line);

/// The parts of `text` between `separator`s; one empty part for an empty text.
std::vector<std::string_view> split(std::string_view text, char separator);

/// A whole text that is digits and nothing else; nullopt when it is not or does not fit.
std::optional<std::uint64_t> to_unsigned(std::string_view text, int base = 10) noexcept;

/// A whole text "12" or "12.34"; nullopt for anything else (a sign, an exponent, a comma).
std::optional<double> to_decimal(std::string_view text) noexcept;

/// A whole text "12 kB" as bytes.
std::optional<std::uint64_t> kib_to_bytes(std::string_view text) noexcept;

/// Where the value of a "Key:  value" line goes.
struct Field {
    std::string_view key;
    std::optional<std::string_view> value = std::nullopt;
};

/// Finds the fields among the "Key: value" lines of `text`, values trimmed. False when a key appears twice:
/// then it is not the file that it is taken for.
bool find_fields(std::string_view text, std::span<Field> fields) noexcept;

/// The value after the first `key` and a colon; nullopt when there is none.
std::optional<std::string_view> first_field(std::string_view text, std::string_view key) noexcept;

/// The number of the "key 123" line of a text of such lines (/proc/vmstat, memory.stat, cpu.stat, and with a
/// colon /proc/PID/io); nullopt when there is none.
std::optional<double> counter_in(std::string_view text, std::string_view key) noexcept;

/// The sum of the numbers of all "key 123" lines whose key begins with `prefix`; nullopt when there is none.
std::optional<double> counters_in(std::string_view text, std::string_view prefix) noexcept;

} // namespace wasmbench::probe::detail
