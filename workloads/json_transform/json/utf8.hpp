#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wasmbench::workloads::json {

/// The number of bytes of the character that `text` begins with, 0 if that is no UTF-8: a byte that begins
/// nothing, a sequence cut short or longer than needed, a surrogate, or above U+10FFFF (RFC 3629, section 4).
inline std::size_t utf8_length(std::string_view text) {
    auto const byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    auto const continues = [&](std::size_t i, std::uint8_t least = 0x80, std::uint8_t most = 0xbf) {
        return i < text.size() && byte(i) >= least && byte(i) <= most;
    };
    if (text.empty()) return 0;
    std::uint8_t const lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead < 0xc2) return 0;
    if (lead < 0xe0) return continues(1) ? 2 : 0;
    if (lead < 0xf0) {
        bool const second = continues(1, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf);
        return second && continues(2) ? 3 : 0;
    }
    if (lead > 0xf4) return 0;
    bool const second = continues(1, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf);
    return second && continues(2) && continues(3) ? 4 : 0;
}

/// Writes the bytes of a code point, which is no surrogate and at most U+10FFFF, and gives their end.
inline char* write_utf8(char* to, std::uint32_t code) {
    auto const put = [&](std::uint32_t byte) { *to++ = static_cast<char>(static_cast<std::uint8_t>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xc0 | code >> 6);
        put(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        put(0xe0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3f));
        put(0x80 | (code & 0x3f));
    } else {
        put(0xf0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3f));
        put(0x80 | (code >> 6 & 0x3f));
        put(0x80 | (code & 0x3f));
    }
    return to;
}

} // namespace wasmbench::workloads::json
