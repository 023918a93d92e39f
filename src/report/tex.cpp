#include "program_quantities.hpp"
#include "text.hpp"

#include <wasmbench/core/version.hpp>
#include <wasmbench/report/tex.hpp>

#include <fmt/core.h>

namespace wasmbench::report {
namespace {

std::string tex_escaped(std::string_view raw) {
    std::string out;
    for (char const c : printable(raw)) {
        switch (c) {
        case '\\':
            out += "\\textbackslash{}";
            break;
        case '~':
            out += "\\textasciitilde{}";
            break;
        case '^':
            out += "\\textasciicircum{}";
            break;
        case '<':
            out += "\\textless{}";
            break;
        case '>':
            out += "\\textgreater{}";
            break;
        case '#':
        case '$':
        case '%':
        case '&':
        case '_':
        case '{':
        case '}':
            out += '\\';
            out += c;
            break;
        default:
            out += c;
        }
    }
    return out;
}

/// Fewer columns than the other tables have: a page of paper is narrow.
std::vector<Quantity> printed_quantities(std::span<Row const> rows) {
    if (rows.front().program()) return program_quantities(rows);
    return {Quantity::cold_start, Quantity::warm_p50, Quantity::warm_p99, Quantity::throughput,
        Quantity::memory_steady};
}

std::string tex_cell(Row const& row, Quantity q) {
    auto const* f = row.find(q);
    if (!f) return "--";
    auto const interval = interval_text(q, *f, ", ");
    auto const beside = f->interval ? "[" + interval + "]" : "(" + interval + ")";
    return fmt::format("{} {{\\scriptsize {}, $n$={}}}", value_text(q, *f), tex_escaped(beside), f->n);
}

std::string tex_table(std::span<Row const> rows, std::uint32_t connections) {
    auto const quantities = printed_quantities(rows);
    auto out = fmt::format("\n% {}\n\\begin{{tabular}}{{lr{}}}\n\\toprule\n{} & trials",
        printable(workload_name(rows.front().key)), std::string(quantities.size(), 'r'),
        tex_escaped(workload_name(rows.front().key)));
    for (auto const q : quantities) {
        auto title = fmt::format("{}, {}", info(q).title, info(q).shown_unit);
        if (q == Quantity::throughput) title += fmt::format(" at {}", connections);
        out += " & " + tex_escaped(title);
    }
    out += " \\\\\n\\midrule\n";
    for (auto const& row : rows) {
        out += tex_escaped(configuration_name(row.key)) + fmt::format(" & {}", row.trials);
        if (row.disturbed > 0) out += fmt::format(" ({} disturbed)", row.disturbed);
        for (auto const q : quantities) out += " & " + tex_cell(row, q);
        out += " \\\\\n";
    }
    return out + "\\bottomrule\n\\end{tabular}\n";
}

} // namespace

std::string to_tex(Report const& report) {
    auto out = fmt::format(
        "% wasmbench summary schema {}\n% {}, measured {} with wasmbench {}.\n"
        "% Needs \\usepackage{{booktabs}}. Medians with their 95 % interval and number of values; p99 is of "
        "all requests together.\n",
        results_schema, printable(report.name), printable(report.started_at), printable(report.library));
    for (auto const rows : by_workload(report)) out += tex_table(rows, report.connections);
    return out;
}

} // namespace wasmbench::report
