#pragma once

#include "number.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wasmbench::workloads::json {

/// The number that a text begins with and its length; or what is wrong and after how many bytes.
struct NumberText {
    Number value;
    std::size_t size = 0;
    std::string_view problem;
};

/// As RFC 8259, section 6: no plus sign, no leading zeros, digits on both sides of the point. Numbers of more
/// than 18 digits, or with an exponent beyond 999, are refused rather than rounded.
inline NumberText read_number(std::string_view text) {
    NumberText read;
    auto const digit = [&] {
        return read.size < text.size() && text[read.size] >= '0' && text[read.size] <= '9';
    };
    auto const taken = [&](char c) {
        if (read.size == text.size() || text[read.size] != c) return false;
        ++read.size;
        return true;
    };
    auto const failed = [&](std::string_view problem) {
        read.problem = problem;
        return read;
    };
    constexpr std::int64_t most = 100'000'000'000'000'000; // may take one digit more
    bool too_long = false;
    auto const take_digits = [&] {
        std::int64_t count = 0;
        for (; digit(); ++read.size, ++count) {
            if (read.value.digits >= most) too_long = true;
            if (!too_long) read.value.digits = read.value.digits * 10 + (text[read.size] - '0');
        }
        return count;
    };

    bool const negative = taken('-');
    if (!digit()) return failed("no value begins so");
    if (taken('0')) {
        if (digit()) return failed("a number with a leading zero");
    } else {
        take_digits();
    }
    std::int64_t exponent = 0;
    if (taken('.')) {
        if (!digit()) return failed("a number without digits after its point");
        exponent = -take_digits();
    }
    if (too_long) return failed("a number of more than 18 digits");
    if (taken('e') || taken('E')) {
        bool const smaller = taken('-');
        if (!smaller) taken('+');
        if (!digit()) return failed("a number without digits in its exponent");
        std::int64_t power = 0;
        for (; digit(); ++read.size)
            if (power <= 999) power = power * 10 + (text[read.size] - '0');
        if (power > 999) return failed("a number with an exponent beyond 999");
        exponent += smaller ? -power : power;
    }
    if (negative) read.value.digits = -read.value.digits;
    read.value.exponent = static_cast<std::int32_t>(exponent);
    return read;
}

} // namespace wasmbench::workloads::json
