#pragma once

#include "text.hpp"
#include "value.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

// Writes values as JSON without blanks. A full text stays full: see Text.
namespace wasmbench::workloads::json {

/// In quotes; escaped is what has to be, the rest is left as UTF-8.
inline void write_string(Text& to, std::string_view text) {
    constexpr char digits[] = "0123456789abcdef";
    to.append('"');
    std::size_t written = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const byte = static_cast<std::uint8_t>(text[i]);
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        to.append(text.substr(written, i - written));
        written = i + 1;
        switch (byte) {
        case '"':
            to.append("\\\"");
            break;
        case '\\':
            to.append("\\\\");
            break;
        case '\b':
            to.append("\\b");
            break;
        case '\f':
            to.append("\\f");
            break;
        case '\n':
            to.append("\\n");
            break;
        case '\r':
            to.append("\\r");
            break;
        case '\t':
            to.append("\\t");
            break;
        default:
            to.append("\\u00");
            to.append(digits[byte >> 4]);
            to.append(digits[byte & 0x0f]);
        }
    }
    to.append(text.substr(written));
    to.append('"');
}

/// All its digits, also zeros at the end: 12.50 stays 12.50. With an exponent where the point would lie
/// outside of the digits by more than a few zeros.
inline void write_number(Text& to, Number number) {
    constexpr std::int32_t most_zeros = 6;
    char room[20];
    std::size_t first = sizeof room;
    bool const negative = number.digits < 0;
    auto rest = static_cast<std::uint64_t>(number.digits);
    if (negative) rest = 0 - rest;
    do {
        room[--first] = static_cast<char>('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    std::string_view const digits{room + first, sizeof room - first};

    if (negative) to.append('-');
    auto const before_point = static_cast<std::int32_t>(digits.size()) + number.exponent;
    if (number.exponent == 0) {
        to.append(digits);
    } else if (number.exponent < 0 && before_point > 0) {
        to.append(digits.substr(0, static_cast<std::size_t>(before_point)));
        to.append('.');
        to.append(digits.substr(static_cast<std::size_t>(before_point)));
    } else if (number.exponent < 0 && before_point > -most_zeros) {
        to.append("0.");
        for (std::int32_t i = before_point; i < 0; ++i) to.append('0');
        to.append(digits);
    } else {
        to.append(digits);
        to.append('e');
        write_number(to, {number.exponent, 0});
    }
}

inline void write(Text& to, Value const& value) {
    auto const write_list = [&](char begin, char end) {
        to.append(begin);
        for (Value const* element = value.first; element; element = element->next) {
            if (element != value.first) to.append(',');
            if (value.kind == Kind::object) {
                write_string(to, element->key);
                to.append(':');
            }
            write(to, *element);
        }
        to.append(end);
    };
    switch (value.kind) {
    case Kind::null:
        to.append("null");
        break;
    case Kind::boolean:
        to.append(value.truth ? "true" : "false");
        break;
    case Kind::number:
        write_number(to, value.number);
        break;
    case Kind::string:
        write_string(to, value.text);
        break;
    case Kind::array:
        write_list('[', ']');
        break;
    case Kind::object:
        write_list('{', '}');
        break;
    }
}

} // namespace wasmbench::workloads::json
