#include "parts.hpp"

#include "../text.hpp"

#include <algorithm>

namespace wasmbench::report::svg {
namespace {

constexpr double line_px = 16;

/// Pixels of a character of 12 px DejaVu Sans, one of the widest sans serifs that a reader may have.
double character_width(char c) {
    auto const is_one_of = [c](std::string_view some) { return some.find(c) != std::string_view::npos; };
    if (is_one_of("ijl.,:;'|! /()[]")) return 4.4;
    if (is_one_of("ftr-")) return 5;
    if (is_one_of("mwMW%+")) return 11;
    if (c >= 'A' && c <= 'Z') return 8.3;
    return 7.4;
}

std::vector<std::string> fitted(std::string_view text, double width_px) {
    double const average = text_width(text) / std::max(static_cast<double>(display_width(text)), 1.0);
    return wrap(text, static_cast<std::size_t>(std::max(width_px / std::max(average, 6.0), 8.0)), 0);
}

} // namespace

double text_width(std::string_view text) {
    double sum = 0;
    for (char const c : text)
        if ((static_cast<unsigned char>(c) & 0xc0u) != 0x80u)
            sum += character_width(c); // once for a code point
    return sum;
}

double add_row_heading(Canvas& c, double y, int width, std::string_view label, std::string_view note) {
    double const left = side_margin, right = width - side_margin;
    bool const one_line = text_width(label) + text_width(note) + 2 * side_margin < right - left;
    if (one_line) {
        c.text(left, y + 12, Anchor::start, "label", label);
        if (!note.empty()) c.text(right, y + 12, Anchor::end, "note", note);
        return y + line_px;
    }
    for (auto const& line : fitted(label, right - left)) {
        c.text(left, y + 12, Anchor::start, "label", line);
        y += line_px;
    }
    for (auto const& line : fitted(note, right - left)) {
        c.text(left, y + 12, Anchor::start, "note", line);
        y += line_px;
    }
    return y;
}

double add_x_axis(Canvas& c, Scale const& x, Axis const& axis, double top, double bottom) {
    double const first = x.at(x.low()), last = x.at(x.high());
    int const most = std::max(2, static_cast<int>((last - first) / 62));
    c.line(first, bottom, last, bottom, "axis");
    for (auto const& tick : ticks(x, axis.shown_scale, most)) {
        double const at = x.at(tick.value);
        c.line(at, top, at, bottom, "grid");
        // A label at an edge grows inwards, so that none is cut off.
        double const half = text_width(tick.label) / 2;
        auto const anchor = at - half < 0                    ? Anchor::start
                            : at + half > last + side_margin ? Anchor::end
                                                             : Anchor::middle;
        c.text(at, bottom + 16, anchor, "tick", tick.label);
    }
    c.text(last, bottom + 34, Anchor::end, "axis-label", axis.label);
    return bottom + 42;
}

double add_swatches(Canvas& c, double y, int width, std::vector<LegendEntry> const& entries) {
    double x = side_margin;
    for (auto const& e : entries) {
        double const needed = 16 + text_width(e.text) + 14;
        if (x > side_margin && x + needed > width) {
            x = side_margin;
            y += 18;
        }
        c.rect(x, y + 3, 10, 10, e.classes);
        c.text(x + 15, y + 12, Anchor::start, "legend", e.text);
        x += needed;
    }
    return y + 24;
}

double add_list_legend(Canvas& c, double y, int width, std::vector<LegendEntry> const& entries) {
    constexpr double sample = 30;
    double const left = side_margin + sample + 8, right = width - side_margin;
    for (auto const& e : entries) {
        if (e.is_line)
            c.line(side_margin, y + 8, side_margin + sample, y + 8, e.classes);
        else
            c.rect(side_margin, y + 2, sample, 11, e.classes);
        if (text_width(e.text) + text_width(e.note) + 16 < right - left) {
            c.text(left, y + 12, Anchor::start, "legend", e.text);
            if (!e.note.empty()) c.text(right, y + 12, Anchor::end, "note", e.note);
            y += line_px + 2;
            continue;
        }
        for (auto const& line : fitted(e.text, right - left)) {
            c.text(left, y + 12, Anchor::start, "legend", line);
            y += line_px;
        }
        if (!e.note.empty()) {
            c.text(left, y + 12, Anchor::start, "note", e.note);
            y += line_px;
        }
        y += 4;
    }
    return y + 6;
}

} // namespace wasmbench::report::svg
