#include "chart_text.hpp"

#include <algorithm>

namespace wasmbench::report {
namespace {

constexpr std::string_view whole_tree = "process tree";

/// A part's colour is its role's. Campaigns that did not record roles show each part in a colour of its own.
std::string memory_kind(PartFigures const& part) {
    return part.role ? std::string(to_string(*part.role)) : part.name + " (role not recorded)";
}

/// Those that occur, so that each has a colour of its own as long as there are ten; roles before parts.
std::vector<std::string> memory_kinds(Report const& report) {
    std::vector<std::string> out = {std::string(whole_tree)};
    auto const add = [&](std::string const& kind) {
        if (std::find(out.begin(), out.end(), kind) == out.end()) out.push_back(kind);
    };
    for (bool const with_role : {true, false})
        for (auto const& row : report.rows)
            for (auto const& part : row.parts)
                if (part.role.has_value() == with_role) add(memory_kind(part));
    return out;
}

BarPlot::Bar memory_bar(Row const& row, Quantity q, Figure const* f) {
    BarPlot::Bar bar;
    bar.label = configuration_name(row.key);
    if (f) {
        bar.note = figure_note(q, *f, row.disturbed);
        bar.mark = f->value;
        bar.interval = f->interval;
    }
    for (auto const& part : row.parts)
        bar.segments.push_back({memory_kind(part), part.name, part.memory.value});
    std::stable_sort(bar.segments.begin(), bar.segments.end(), [](auto const& a, auto const& b) {
        auto const shared = to_string(Role::shared_daemon);
        return (a.kind == shared) < (b.kind == shared); // what the row is charged with stands first
    });
    if (bar.segments.empty())
        bar.segments.push_back({std::string(whole_tree), std::string(whole_tree), f->value});
    return bar;
}

} // namespace

std::vector<Chart> memory_charts(Report const& report) {
    std::vector<Chart> out;
    auto const kinds = memory_kinds(report);
    for (auto const rows : by_workload(report)) {
        auto const q = rows.front().program() ? Quantity::memory_peak : Quantity::memory_steady;
        BarPlot plot;
        plot.segment_column = "part";
        plot.kinds = kinds;
        for (auto const& row : rows) {
            auto const* f = row.find(q);
            if (f || !row.parts.empty()) plot.bars.push_back(memory_bar(row, q, f));
        }
        if (plot.bars.empty()) continue;
        out.push_back({chart_name("memory", report, rows),
            "Memory of " + workload_name(rows.front().key) + " by role",
            "Proportional set size. The upright line is what the row is charged with (of a container: what "
            "its control group is), the thick line its 95 % interval. Of an instance of several parts each "
            "segment is the median of one part after the load; shared daemons serve others too: they are "
            "drawn and in no figure of the row. An instance that is one process tree is not split: its "
            "runtime and its workload share the process.",
            axis_of(q, AxisScale::linear), std::move(plot)});
    }
    return out;
}

} // namespace wasmbench::report
