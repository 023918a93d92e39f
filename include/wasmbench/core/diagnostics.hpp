#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wasmbench {

/// What a person needs to understand a failure without running it again. Every field may be empty.
struct Diagnostics {
    std::string stage;       ///< what was being done: "start", "compile", "answer of /state"
    std::string subject;     ///< where: a path, a URL, a row
    std::string command;     ///< the command line, words quoted where needed
    std::string exit;        ///< "exit status 3", "killed by signal 9"
    std::string stderr_tail; ///< the child's last words
    std::string expected;
    std::string remedy; ///< what to do

    friend bool operator==(Diagnostics const&, Diagnostics const&) = default;
};

namespace detail {

/// Bytes of the valid UTF-8 character at the begin of `text` (not empty); 0 when there is none.
constexpr std::size_t character_size(std::string_view text) noexcept {
    auto const at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    auto const first = at(0);
    if (first < 0x80) return 1;
    std::size_t const size = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (size == 0 || text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((at(i) & 0xc0u) != 0x80) return 0;
    // Overlong forms, surrogates, and what lies above U+10FFFF (RFC 3629, section 4).
    bool const outside = (first == 0xe0 && at(1) < 0xa0) || (first == 0xed && at(1) > 0x9f) ||
                         (first == 0xf0 && at(1) < 0x90) || (first == 0xf4 && at(1) > 0x8f);
    return outside ? 0 : size;
}

/// `text` as valid UTF-8 on one line: control characters (terminal escapes and the C1 set among them) and
/// bytes that are not UTF-8 become `replacement`, a tab a space.
inline std::string printable(std::string_view text, char replacement) {
    std::string out;
    while (!text.empty()) {
        auto const size = character_size(text);
        auto const first = static_cast<unsigned char>(text[0]);
        bool const c1 = size == 2 && first == 0xc2 && static_cast<unsigned char>(text[1]) < 0xa0;
        if (first == '\t')
            out += ' ';
        else if (size == 0 || first < 0x20 || first == 0x7f || c1)
            out += replacement;
        else
            out += text.substr(0, size);
        text.remove_prefix(size == 0 ? 1 : size);
    }
    return out;
}

/// The last non-empty line of `text`, printable, its first `limit` bytes or a little less and "..." when it
/// is longer: a child's words must not move the reader's cursor.
inline std::string last_line(std::string_view text, std::size_t limit = 240) {
    text = text.substr(0, text.find_last_not_of(" \t\r\n\v\f") + 1);
    if (auto nl = text.rfind('\n'); nl != std::string_view::npos) text.remove_prefix(nl + 1);
    if (text.size() <= limit) return printable(text, '?');
    // No character is cut in two.
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0u) == 0x80) --limit;
    return printable(text.substr(0, limit), '?') + "...";
}

} // namespace detail
} // namespace wasmbench
