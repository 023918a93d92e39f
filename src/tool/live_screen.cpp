#include "live_screen.hpp"

#include "fitted_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wasmbench::tool {
namespace {

// ECMA-48.
constexpr char const* erase_to_end_of_line = "\x1b[K";
constexpr char const* erase_below = "\x1b[J";

// How many rows they take by now: a terminal that has become narrower has wrapped what was too wide for it.
std::size_t rows_of(std::vector<std::string> const& lines, std::size_t columns) {
    std::size_t rows = 0;
    for (auto const& line : lines) rows += std::max<std::size_t>((columns_of(line) + columns - 1) / columns, 1);
    return rows;
}

std::string to_first_line(std::vector<std::string> const& lines, ScreenSize size) {
    auto const up = rows_of(lines, std::max<std::size_t>(size.columns, 1));
    return up == 0 ? "\r" : fmt::format("\r\x1b[{}A", up);
}

std::string text_of(std::vector<std::string> const& lines) {
    std::string out;
    for (auto const& line : lines) out += line + erase_to_end_of_line + "\r\n"; // text first: nothing flickers
    return out + erase_below;
}

} // namespace

std::string LiveScreen::draw(std::vector<std::string> lines, ScreenSize size) {
    auto out = to_first_line(drawn_, size) + text_of(lines);
    drawn_ = std::move(lines);
    return out;
}

std::string LiveScreen::say(std::string_view said, std::vector<std::string> lines, ScreenSize size) {
    // What is said may be wider than the screen: it wraps, and what was there must not shine through.
    auto out = erase(size);
    out += said;
    out += "\r\n";
    return out + draw(std::move(lines), size);
}

std::string LiveScreen::erase(ScreenSize size) {
    auto out = drawn_.empty() ? std::string() : to_first_line(drawn_, size) + erase_below;
    drawn_.clear();
    return out;
}

} // namespace wasmbench::tool
