#include "fitted_text.hpp"

#include <wasmbench/core/diagnostics.hpp>

#include <algorithm>
#include <vector>

namespace wasmbench::tool {
namespace {

constexpr std::string_view ellipsis = "...";

struct Character {
    std::string_view bytes;
    std::size_t columns = 1;
};

// Of valid UTF-8. The first byte alone tells Hangul Jamo (U+1100) and what lies behind from what lies before: e1 84 80.
std::vector<Character> characters(std::string_view text) {
    std::vector<Character> out;
    while (!text.empty()) {
        auto const size = std::max<std::size_t>(detail::character_size(text), 1);
        auto const bytes = text.substr(0, size);
        out.push_back({bytes, bytes >= std::string_view("\xe1\x84\x80") ? std::size_t{2} : std::size_t{1}});
        text.remove_prefix(size);
    }
    return out;
}

// From the front, or the back, of `from` as many as have room.
std::string some_of(std::vector<Character> const& from, std::size_t room, bool from_back) {
    std::string out;
    for (std::size_t i = 0; i < from.size(); ++i) {
        auto const& c = from_back ? from[from.size() - 1 - i] : from[i];
        if (c.columns > room) break;
        room -= c.columns;
        out.insert(from_back ? 0 : out.size(), c.bytes);
    }
    return out;
}

// `back` columns are kept for the end.
std::string cut(std::string_view text, std::size_t columns, bool in_the_middle) {
    auto const safe = detail::printable(text, '?');
    if (columns_of(safe) <= columns) return safe;
    auto const all = characters(safe);
    if (columns <= ellipsis.size()) return some_of(all, columns, false);
    auto const room = columns - ellipsis.size();
    auto const back = in_the_middle ? room / 4 : 0; // names differ in their first words more than in their last
    return some_of(all, room - back, false) + std::string(ellipsis) + some_of(all, back, true);
}

} // namespace

std::size_t columns_of(std::string_view text) {
    std::size_t out = 0;
    for (auto const& c : characters(text)) out += c.columns;
    return out;
}

std::string fitted(std::string_view text, std::size_t columns) {
    return cut(text, columns, false);
}

std::string fitted_in_the_middle(std::string_view text, std::size_t columns) {
    return cut(text, columns, true);
}

std::string padded(std::string text, std::size_t columns) {
    if (auto const used = columns_of(text); used < columns) text.append(columns - used, ' ');
    return text;
}

} // namespace wasmbench::tool
