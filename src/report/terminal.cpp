#include "phase_text.hpp"
#include "program_quantities.hpp"
#include "text.hpp"
#include "text_table.hpp"

#include <wasmbench/report/terminal.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

namespace wasmbench::report {
namespace {

using Cell = TextTable::Cell;

constexpr std::size_t narrowest = 60;

/// "wasmtime 46.0.1 jit" above "cache off, reused".
Cell name_cell(RunKey const& k) {
    auto first = k.runtime;
    if (!k.version.empty()) first += " " + k.version;
    if (to_string(k.mode) != k.runtime) first += " " + std::string(to_string(k.mode)); // not "native native"
    auto second = configuration_text(k);
    second += (second.empty() ? "" : ", ") + std::string(to_string(k.instance));
    if (k.firewall != "off") second += ", firewall " + k.firewall;
    return {printable(first), "  " + printable(second)};
}

/// The figure above its interval.
Cell figure_cell(Row const& row, Quantity q) {
    auto const* f = row.find(q);
    if (!f) return {"-"};
    return {value_text(q, *f), interval_text(q, *f, "-")};
}

/// Two figures that are read together, one above the other, without their intervals (those are in
/// summary.csv).
Cell pair_cell(Row const& row, Quantity above, Quantity below) {
    auto const* a = row.find(above);
    auto const* b = row.find(below);
    return {a ? value_text(above, *a) : "-", b ? value_text(below, *b) : "-"};
}

Cell head_cell(Quantity q) {
    return {std::string(info(q).title), std::string(info(q).shown_unit)};
}

TextTable service_table(std::span<Row const> rows, std::uint32_t connections) {
    TextTable t;
    t.head = {{"", ""}, {"", "n"}, head_cell(Quantity::cold_start), head_cell(Quantity::warm_p50),
        head_cell(Quantity::warm_p99), {"req/s", fmt::format("at {}", connections)}, {"PSS MiB", "peak"},
        {"CPU-s/1k", "client"}, {"errors", ""}};
    bool const has_state = std::any_of(
        rows.begin(), rows.end(), [](Row const& r) { return r.state != Statefulness::not_applicable; });
    if (has_state) t.head.back() = {"errors", "state"};
    for (auto const& r : rows) {
        Cell errors = {std::to_string(r.error_count())};
        if (has_state) errors.emplace_back(to_string(r.state));
        t.rows.push_back({name_cell(r.key), {std::to_string(r.trials)}, figure_cell(r, Quantity::cold_start),
            figure_cell(r, Quantity::warm_p50), figure_cell(r, Quantity::warm_p99),
            figure_cell(r, Quantity::throughput),
            pair_cell(r, Quantity::memory_steady, Quantity::memory_peak),
            pair_cell(r, Quantity::server_cpu_per_1000, Quantity::client_cpu_per_1000), errors});
    }
    return t;
}

TextTable program_table(std::span<Row const> rows) {
    TextTable t;
    t.head = {{"", ""}, {"", "n"}};
    auto const shown = program_quantities(rows);
    for (auto q : shown) t.head.push_back(head_cell(q));
    for (auto const& r : rows) {
        auto& cells = t.rows.emplace_back();
        cells = {name_cell(r.key), {std::to_string(r.trials)}};
        for (auto q : shown) cells.push_back(figure_cell(r, q));
    }
    return t;
}

// Every part of every instance that has several.
TextTable parts_table(Report const& report) {
    TextTable t;
    t.head = {{"part by part", ""}, {"part", ""}, {"PSS", "MiB"}, {"CPU-s/1k", ""}, {"net", "/1k"}, {"at rest", "s/s"}};
    auto const seconds = [](std::optional<Figure> const& f) {
        return Cell{f ? value_text(Quantity::server_cpu_per_1000, *f) : "-"};
    };
    for (auto const& row : report.rows) {
        bool first = true;
        for (auto const& part : row.parts) {
            Cell name = first ? Cell{printable(workload_name(row.key)), "  " + printable(configuration_name(row.key))}
                              : Cell{""};
            first = false;
            t.rows.push_back({std::move(name), {printable(part.name)},
                {value_text(Quantity::memory_steady, part.memory)}, seconds(part.cpu_per_1000),
                seconds(part.net_per_1000), seconds(part.idle)});
        }
    }
    return t;
}

void add_lines(
    std::string_view title, std::vector<std::string> const& items, std::size_t width, std::string& out) {
    if (items.empty()) return;
    out += fmt::format("\n{}\n", title);
    for (auto const& item : items)
        for (auto const& line : wrap("- " + printable(item), width, 2)) out += line + "\n";
}

// Where each row's wall time went: what took 1 % of it or more, and the unattributed rest in any case. All entries are in
// the Markdown report.
std::vector<std::string> ledger_lines(Report const& report) {
    constexpr double least_share = 0.01;
    std::vector<std::string> lines;
    for (auto const& row : report.rows) {
        if (!row.ledger) continue;
        auto line = fmt::format("{} on {}: {} ms:", workload_name(row.key), configuration_name(row.key),
            value_text(Quantity::run_time, row.ledger->wall));
        for (auto const& p : row.ledger->phases)
            if (p.share.value >= least_share || p.name == unattributed)
                line += fmt::format(" {} {} ({}),", phase_name(p, *row.ledger), value_text(Quantity::run_time, p.time),
                    share_text(p));
        line.back() = '.';
        lines.push_back(std::move(line));
    }
    return lines;
}

} // namespace

std::string to_terminal(Report const& report, std::size_t width) {
    width = std::max(width, narrowest);
    std::string out;
    auto const title =
        fmt::format("{}, measured {} with wasmbench {}", report.name, report.started_at, report.library);
    for (auto const& line : wrap(printable(title), width, 2)) out += line + "\n";
    add_lines("In words", report.summary, width, out);
    for (auto rows : by_workload(report)) {
        out += "\n";
        for (auto const& line : wrap(printable(workload_name(rows.front().key)), width, 2)) out += line + "\n";
        out += (rows.front().program() ? program_table(rows) : service_table(rows, report.connections))
                   .render(width);
    }
    if (auto const parts = parts_table(report); !parts.rows.empty()) out += "\n" + parts.render(width);
    add_lines("Wall time of a trial, phase by phase, ms (from 1 % on; all are in the report)", ledger_lines(report), width, out);
    auto const legend =
        "Medians over n trials, below them the 95 % interval (order statistics; n<6, n<300: too few "
        "values for one). p99 is of all requests together. PSS is of the whole process tree without "
        "daemons that others share (a container: what its control group is charged); CPU-s/1k is "
        "the server's CPU time for 1,000 answers, below it the load generator's.";
    out += "\n";
    for (auto const& line : wrap(legend, width, 0)) out += line + "\n";
    add_lines("Skipped, failed and discarded", report.problems, width, out);
    add_lines("What may disturb figures on this machine", report.disturbing, width, out);
    return out;
}

} // namespace wasmbench::report
