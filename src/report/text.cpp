#include "text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace wasmbench::report {
namespace {

constexpr int significant_digits = 3;

/// Decimals with which `value` shows its significant digits.
int decimals(double value) {
    if (value == 0 || !std::isfinite(value)) return 0;
    int const magnitude = static_cast<int>(std::floor(std::log10(std::abs(value))));
    return std::clamp(significant_digits - 1 - magnitude, 0, 6);
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xc0u) == 0x80u;
}

/// Bytes of the first `columns` code points.
std::size_t bytes_of(std::string_view text, std::size_t columns) {
    std::size_t i = 0;
    while (i < text.size()) {
        if (!is_continuation(text[i]) && columns-- == 0) break;
        ++i;
    }
    return i;
}

} // namespace

std::string number_text(double value) {
    return fmt::format("{:.{}f}", value, decimals(value));
}

std::string value_text(Quantity q, Figure const& f) {
    return number_text(f.value * info(q).shown_scale);
}

std::string interval_text(Quantity q, Figure const& f, std::string_view between) {
    if (!f.interval) return fmt::format("n<{}", f.n_required);
    double const scale = info(q).shown_scale;
    int const places = decimals(f.value * scale);
    return fmt::format(
        "{:.{}f}{}{:.{}f}", f.interval->low * scale, places, between, f.interval->high * scale, places);
}

std::string figure_text(Quantity q, Figure const& f, bool with_unit) {
    auto out = value_text(q, f);
    if (with_unit) out += " " + std::string(info(q).shown_unit);
    auto const interval = interval_text(q, f, ", ");
    return out + (f.interval ? " [" + interval + "]" : " (" + interval + ")");
}

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const c = static_cast<unsigned char>(text[i]);
        bool const second_set =
            c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
        if (c == '\n' || c == '\r' || c == '\t') {
            out += ' ';
        } else if (c < 0x20 || c == 0x7f) {
            out += '?';
        } else if (second_set) { // U+0080 to U+009F in UTF-8: some terminals obey these, too
            out += '?';
            ++i;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::size_t display_width(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t indent) {
    std::vector<std::string> lines(1);
    bool line_has_word = false;
    auto new_line = [&] {
        lines.emplace_back(indent, ' ');
        line_has_word = false;
    };
    while (!text.empty()) {
        auto const end = std::min(text.find(' '), text.size());
        auto word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (word.empty()) continue;
        if (line_has_word && display_width(lines.back()) + 1 + display_width(word) > width) new_line();
        if (line_has_word) lines.back() += ' ';
        while (display_width(lines.back()) + display_width(word) > width) {
            auto const cut = bytes_of(word, width - display_width(lines.back()));
            lines.back() += word.substr(0, cut);
            word.remove_prefix(cut);
            new_line();
        }
        lines.back() += word;
        line_has_word = true;
    }
    return lines;
}

std::string enumerate(std::vector<std::string> const& words) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
        out += words[i];
    }
    return out;
}

} // namespace wasmbench::report
