#pragma once

#include <cstddef>
#include <string_view>

namespace wasmbench::json {

/// How deep lists and objects may stand within one another. Nothing of ours comes near it; writing a value
/// back (nlohmann's dump) takes a stack frame for each level, and a text of one bracket a hundred thousand
/// times has as many.
inline constexpr std::size_t most_nesting = 100;

/// Whether they stand deeper than that somewhere in a JSON text. Of a text that is no JSON it says something,
/// too: never "no" of one that a parser would follow deeper.
inline bool too_deep(std::string_view text) noexcept {
    std::size_t depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (in_string) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > most_nesting) return true;
        } else if ((c == ']' || c == '}') && depth > 0) {
            --depth;
        }
    }
    return false;
}

} // namespace wasmbench::json
