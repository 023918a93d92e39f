#include "live_view.hpp"

#include "fitted_text.hpp"
#include "terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace wasmbench::tool {
namespace {

std::string bar_line(LiveView const& v, std::size_t columns) {
    auto const figures = fmt::format(" {}/{}  {:>3} %  ETA {}  elapsed {}", v.ended, v.trials,
        v.trials == 0 ? 0 : v.ended * std::uint64_t{100} / v.trials,
        v.seconds_left ? clock_text(*v.seconds_left) : std::string("-:--"), clock_text(v.elapsed_seconds));
    constexpr std::size_t least_bar = 10;
    if (figures.size() + least_bar + 2 > columns) return fitted(std::string_view(figures).substr(1), columns);
    auto const width = columns - figures.size() - 2;
    std::string bar(v.trials == 0 ? 0 : std::min<std::size_t>(width, width * v.ended / v.trials), '#');
    bar.resize(width, '.');
    return fmt::format("[{}]{}", bar, figures);
}

std::string counts_line(LiveView const& v) {
    return fmt::format("done {}   failed {}   discarded {}   rows skipped {}", v.ended - v.failed - v.discarded,
        v.failed, v.discarded, v.skipped_rows);
}

std::string rate_text(double per_second) {
    return per_second < 1e4 ? fmt::format("{:.0f}/s", per_second) : fmt::format("{:.1f}k/s", per_second / 1e3);
}

constexpr std::size_t least_name = 30;
constexpr std::array<std::size_t, 3> figure_widths = {11, 9, 12};

using Figures = std::array<std::string, figure_widths.size()>;

/// A name and the three figures of a result, or their titles. Where they do not fit, the last figures are left out.
std::string table_line(std::string const& name, Figures const& figures, std::size_t columns) {
    std::size_t shown = 0, used = 0;
    while (shown < figures.size() && columns >= least_name + used + figure_widths[shown])
        used += figure_widths[shown++];
    // Not wider than its names need: figures far away from them are hard to follow.
    constexpr std::size_t widest_name = 80;
    auto const name_width = std::min(columns - used, widest_name);
    auto out = padded(fitted_in_the_middle(name, name_width), name_width);
    for (std::size_t i = 0; i < shown; ++i) out += fmt::format("{:>{}}", figures[i], figure_widths[i]);
    return out;
}

std::string result_line(LiveResult const& r, std::size_t columns) {
    auto const text = [](std::optional<double> const& figure, auto to_text) {
        return figure ? to_text(*figure) : std::string("-");
    };
    return table_line("  " + r.row,
        {text(r.cold_start_seconds, time_text), text(r.p50_seconds, time_text), text(r.per_second, rate_text)}, columns);
}

std::string failure_line(LiveFailure const& f, std::size_t columns) {
    return fitted("  " + fitted_in_the_middle(f.row, columns / 2) + ": " + f.reason, columns);
}

// The trial, and its step below it. Always two lines: the view must not jump.
std::vector<std::string> now_lines(LiveView const& v, std::size_t columns) {
    constexpr std::string_view title = "now  ";
    auto const room = columns > title.size() ? columns - title.size() : 0;
    return {std::string(title) + fitted_in_the_middle(v.row.empty() ? "-" : v.row, room),
        std::string(title.size(), ' ') + fitted(v.step, room)};
}

} // namespace

std::vector<std::string> live_lines(LiveView const& v, ScreenSize size) {
    auto const columns = size.columns > 1 ? size.columns - 1 : 1;
    auto const rows = size.rows > 1 ? size.rows - 1 : 1;
    auto const now = now_lines(v, columns);
    auto const head = v.folder.empty() ? v.name : v.name + "   " + v.folder;
    std::vector<std::string> out;
    // The smaller the screen, the fewer lines above and below the bar.
    if (rows >= 5) out.push_back(fitted_in_the_middle(head, columns));
    out.push_back(bar_line(v, columns));
    if (rows >= 4) out.push_back(fitted(counts_line(v), columns));
    if (rows >= 2) out.push_back(now[0]);
    if (rows >= 3) out.push_back(now[1]);

    // A part has an empty line and a title above it.
    auto const room = [&] { return rows > out.size() + 2 ? rows - out.size() - 2 : 0; };
    if (auto const n = std::min({room(), v.results.size(), live_results}); n > 0) {
        out.emplace_back();
        out.push_back(table_line("last results", {"cold start", "p50", "throughput"}, columns));
        for (std::size_t i = 0; i < n; ++i) out.push_back(result_line(v.results[i], columns));
    }
    if (auto const n = std::min({room(), v.failures.size(), live_failures}); n > 0) {
        out.emplace_back();
        out.push_back(fitted("last failures", columns));
        for (std::size_t i = 0; i < n; ++i) out.push_back(failure_line(v.failures[i], columns));
    }
    for (auto& line : out) line = fitted(line, columns);
    return out;
}

} // namespace wasmbench::tool
