#include "chart_text.hpp"

#include "../text.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace wasmbench::report {
namespace {

std::string plain_name(std::string_view text) {
    std::string out;
    for (char const c : text) {
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '_' || c == '.';
        if (plain)
            out += c;
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    while (out.ends_with('-')) out.pop_back();
    return out;
}

std::string_view si_column_suffix(std::string_view shown_unit) {
    if (shown_unit == "ms" || shown_unit == "s") return "_seconds";
    if (shown_unit == "MiB") return "_bytes";
    if (shown_unit == "req/s") return "_per_second";
    return "";
}

} // namespace

std::string chart_name(std::string_view subject, Report const& report, std::span<Row const> rows) {
    auto const name = plain_name(workload_name(rows.front().key));
    int same_before = 0;
    for (auto const& others : by_workload(report)) {
        if (others.data() == rows.data()) break;
        if (plain_name(workload_name(others.front().key)) == name) ++same_before;
    }
    auto out = fmt::format("{}-{}", subject, name);
    if (same_before > 0) out += fmt::format("--{}", same_before + 1); // no plain name has two in a row
    return out;
}

std::string disturbed_note(std::size_t disturbed) {
    return disturbed == 0 ? std::string() : fmt::format(", {} disturbed", disturbed);
}

std::string figure_note(Quantity q, Figure const& f, std::uint32_t disturbed) {
    return fmt::format("{}, n={}{}", figure_text(q, f, true), f.n, disturbed_note(disturbed));
}

std::optional<double> axis_end_for(std::vector<BarPlot::Bar> const& bars, std::string& text) {
    constexpr double too_long = 8; // times the longest of the others
    std::vector<double> ends;
    for (auto const& bar : bars) {
        double end = 0;
        for (auto const& s : bar.segments) end += s.length;
        ends.push_back(std::max({end, bar.mark.value_or(0), bar.interval ? bar.interval->high : 0}));
    }
    std::sort(ends.begin(), ends.end());
    auto const all = ends.size();
    while (ends.size() > 1 && ends[ends.size() - 2] > 0 && ends.back() > too_long * ends[ends.size() - 2])
        ends.pop_back();
    if (ends.size() == all || ends.size() < 2) return std::nullopt;
    text += " A bar with an arrow goes on beyond the axis, which would be too long for all others; its value "
            "is beside it.";
    return ends.back();
}

Axis axis_of(Quantity q, AxisScale scale) {
    auto const& i = info(q);
    return {fmt::format("{}, {}", i.title, i.shown_unit),
        std::string(i.name) + std::string(si_column_suffix(i.shown_unit)), i.shown_scale, scale};
}

} // namespace wasmbench::report
