#pragma once

#include <wasmbench/report/chart.hpp>
#include <wasmbench/report/figure.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Pieces of a page. What they are given as text they escape.
namespace wasmbench::report::html {

std::string paragraph(std::string_view text);

/// Nothing for no lines.
std::string bullet_list(std::vector<std::string> const& lines);

std::string subheading(std::string_view text);

struct Cell {
    std::string html;
    std::optional<double> value = std::nullopt; ///< by which a column is sorted; else by the text
};

Cell text_cell(std::string_view text);

/// "24.3 [23.9, 25.1] n=12"; a dash when it was not measured.
Cell figure_cell(Quantity q, Figure const* f);
inline Cell figure_cell(Quantity q, std::optional<Figure> const& f) {
    return figure_cell(q, f ? &*f : nullptr);
}

/// A table in a box of its own, in which it scrolls where the page is narrower. The first column names the
/// row; all others are aligned right unless their head says `left`.
struct Table {
    struct Head {
        std::string text;
        bool left = false;
    };
    std::string caption; ///< for people who cannot see it; not shown
    std::vector<Head> head;
    std::vector<std::vector<Cell>> rows;
    bool sortable = true;
    /// Leading columns whose cells stand once for all rows that follow one another with the same ones. Not for a table
    /// that is sorted.
    std::size_t grouped = 0;

    std::string html() const;
};

/// The chart for wide and for narrow pages, its words, and where its data is.
std::string chart_figure(Chart const& chart);

std::string chart_figures(std::vector<Chart> const& charts);

} // namespace wasmbench::report::html
