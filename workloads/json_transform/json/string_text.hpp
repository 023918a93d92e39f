#pragma once

#include "pool.hpp"
#include "utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wasmbench::workloads::json {

/// The string that a text begins with, and the length of what was read; or what is wrong and after how many
/// bytes.
struct StringText {
    std::string_view value;
    std::size_t size = 0;
    std::string_view problem;
};

/// Reads the escapes of one string, after its length is known. The decoded string is never longer than the
/// text.
class Unescaping {
public:
    explicit Unescaping(std::string_view text)
        : text_(text) {}

    /// Writes the character of the escape at `at`, the backslash, and moves both on. What is wrong, or
    /// nothing.
    std::string_view next(std::size_t& at, char*& to) {
        switch (text_[at + 1]) { // in the text: whoever found the string's end stepped over it
        case '"':
            *to++ = '"';
            break;
        case '\\':
            *to++ = '\\';
            break;
        case '/':
            *to++ = '/';
            break;
        case 'b':
            *to++ = '\b';
            break;
        case 'f':
            *to++ = '\f';
            break;
        case 'n':
            *to++ = '\n';
            break;
        case 'r':
            *to++ = '\r';
            break;
        case 't':
            *to++ = '\t';
            break;
        case 'u':
            return next_code(at, to);
        default:
            return "an escape that JSON does not have";
        }
        at += 2;
        return {};
    }

private:
    static constexpr std::uint32_t none = UINT32_MAX;

    // The four hexadecimal digits behind a backslash and a u, if they are there.
    std::uint32_t unit(std::size_t at) const {
        if (text_.substr(at, 2) != "\\u" || text_.size() - at < 6) return none;
        std::uint32_t value = 0;
        for (char c : text_.substr(at + 2, 4)) {
            std::uint32_t digit = 16;
            if (c >= '0' && c <= '9') digit = static_cast<std::uint32_t>(c - '0');
            if (c >= 'a' && c <= 'f') digit = static_cast<std::uint32_t>(c - 'a') + 10;
            if (c >= 'A' && c <= 'F') digit = static_cast<std::uint32_t>(c - 'A') + 10;
            if (digit == 16) return none;
            value = value << 4 | digit;
        }
        return value;
    }

    std::string_view next_code(std::size_t& at, char*& to) {
        std::uint32_t code = unit(at);
        if (code == none) return "\\u without four hexadecimal digits";
        std::size_t taken = 6;
        if (code >= 0xd800 && code < 0xe000) { // one half of a character beyond U+FFFF
            std::uint32_t const low = unit(at + taken);
            if (code >= 0xdc00 || low < 0xdc00 || low >= 0xe000) return "half of a surrogate pair";
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            taken += 6;
        }
        to = write_utf8(to, code);
        at += taken;
        return {};
    }

    std::string_view text_;
};

/// As RFC 8259, section 7. A string without escapes is a view of `text`, one with them lies in the pool.
inline StringText read_string(std::string_view text, Pool& pool) {
    std::size_t end = 1; // behind the quote that it begins with
    bool escapes = false;
    for (; end < text.size() && text[end] != '"';) {
        auto const byte = static_cast<std::uint8_t>(text[end]);
        if (byte < 0x20) return {{}, end, "a control character in a string"};
        if (byte == '\\') {
            escapes = true;
            if (end + 1 < text.size() && static_cast<std::uint8_t>(text[end + 1]) < 0x80) ++end;
            ++end;
        } else {
            std::size_t const length = byte < 0x80 ? 1 : utf8_length(text.substr(end));
            if (length == 0) return {{}, end, "a string that is not UTF-8"};
            end += length;
        }
    }
    if (end >= text.size()) return {{}, text.size(), "a string without an end"};
    auto const inner = text.substr(1, end - 1);
    if (!escapes) return {inner, end + 1, {}};

    char* const room = static_cast<char*>(pool.allocate(inner.size(), 1));
    if (!room) return {{}, 0, "the document needs more memory"};
    char* to = room;
    Unescaping unescaping(inner);
    for (std::size_t at = 0; at < inner.size();) {
        if (inner[at] != '\\') {
            *to++ = inner[at++];
            continue;
        }
        if (auto const problem = unescaping.next(at, to); !problem.empty()) return {{}, at + 1, problem};
    }
    return {{room, static_cast<std::size_t>(to - room)}, end + 1, {}};
}

} // namespace wasmbench::workloads::json
