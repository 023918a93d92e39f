#pragma once

#include <cstddef>
#include <string_view>

namespace wasmbench::results {

/// Where the first `lines` lines of a text end, behind their last line feed; the end of the text when it has fewer.
inline std::size_t end_of_line(std::string_view text, std::size_t lines) {
    std::size_t at = 0;
    for (; lines > 0 && at < text.size(); --lines) {
        auto const end = text.find('\n', at);
        at = end == std::string_view::npos ? text.size() : end + 1;
    }
    return at;
}

/// A line without its line feed, counted from 1; empty when there is none.
inline std::string_view line_at(std::string_view text, std::size_t number) {
    auto const begin = end_of_line(text, number - 1);
    return text.substr(begin, text.find('\n', begin) - begin);
}

} // namespace wasmbench::results
