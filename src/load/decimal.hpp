#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wasmbench::load {

/// A plain decimal, "12" or "0.25": digits with at most one point and a digit on each side of it. No sign, no
/// exponent, so that it can stand next to a '-' or a unit; at most 15 digits, so that the result is the
/// nearest double. (std::from_chars for double is missing in some standard libraries; strtod follows the
/// locale.) With a power of ten as `divisor` it is the nearest to the quotient: 99.9 and 100 give 0.999.
inline std::optional<double> parse_decimal(std::string_view text, double divisor = 1) {
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    std::uint64_t digits = 0;
    int count = 0;
    int after_point = -1;
    for (char const c : text) {
        if (c == '.' && after_point < 0 && count > 0) {
            after_point = 0;
        } else if (is_digit(c) && count < 15) {
            digits = digits * 10 + static_cast<std::uint64_t>(c - '0');
            ++count;
            if (after_point >= 0) ++after_point;
        } else {
            return std::nullopt;
        }
    }
    if (count == 0 || after_point == 0) return std::nullopt;
    double scale = divisor;
    for (int i = 0; i < after_point; ++i) scale *= 10;
    return static_cast<double>(digits) / scale;
}

} // namespace wasmbench::load
