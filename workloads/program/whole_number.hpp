#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>

namespace wasmbench::workloads {

/// Reads an argument that has to be a whole number, digits only. False, and `value` as it was, if it is not.
inline bool parse_whole_number(std::string_view text, std::uint64_t& value) {
    char const* const end = text.data() + text.size();
    auto const [rest, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && rest == end;
}

} // namespace wasmbench::workloads
