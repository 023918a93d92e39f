#include "markdown_text.hpp"

#include "text.hpp"

namespace wasmbench::report {
namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_word(char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
}

/// Whether the character at `i` could be markup. Underscores inside words, brackets that are not followed by
/// a link and "n<6" are left alone, so that the file is readable, and searchable, as plain text, too.
bool could_be_markup(std::string_view text, std::size_t i) {
    char const before = i > 0 ? text[i - 1] : ' ';
    char const after = i + 1 < text.size() ? text[i + 1] : ' ';
    switch (text[i]) {
    case '\\':
    case '`':
    case '*':
    case '|':
    case '~':
        return true;
    case '_':
        return !is_word(before) || !is_word(after);
    case ']':
        return after == '(' || after == '[' || after == ':';
    case '<': // begins a tag, its end, a comment or an instruction
        return is_letter(after) || after == '/' || after == '!' || after == '?';
    case '&': // begins an entity
        return is_letter(after) || after == '#';
    case '#':
    case '>':
        return i == 0;
    default:
        return false;
    }
}

} // namespace

std::string escaped(std::string_view raw) {
    auto const text = printable(raw);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const escape = could_be_markup(text, i);
        if (escape && text[i] == '<') {
            out += "&lt;"; // not every reader of Markdown knows a backslash here
        } else {
            if (escape) out += '\\';
            out += text[i];
        }
    }
    return out;
}

std::string table_line(std::vector<std::string> const& cells) {
    std::string out = "|";
    for (auto const& cell : cells) out += " " + cell + " |";
    return out + "\n";
}

} // namespace wasmbench::report
