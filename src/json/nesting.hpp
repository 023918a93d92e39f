#pragma once

#include <cstddef>
#include <string_view>

namespace wasmbench::json {

/// How deep lists and objects may stand in each other. nlohmann's parser goes deeper, but copying, comparing and writing what
/// it gives call themselves for each level, until the stack is used up.
inline constexpr std::size_t most_levels = 100;

/// Whether lists and objects in `text` stand more than `most` deep in each other. Of a text that is no JSON the answer may be
/// either; the parser refuses it.
inline bool is_nested_deeper(std::string_view text, std::size_t most = most_levels) {
    std::size_t level = 0;
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
            if (++level > most) return true;
        } else if ((c == ']' || c == '}') && level > 0) {
            --level;
        }
    }
    return false;
}

} // namespace wasmbench::json
