#include "markdown_scaling.hpp"
#include "firewall_table.hpp"
#include "markdown_density.hpp"
#include "markdown_ablation.hpp"
#include "markdown_claims.hpp"
#include "markdown_text.hpp"
#include "phase_text.hpp"
#include "program_quantities.hpp"
#include "service_quantities.hpp"
#include "text.hpp"

#include <wasmbench/core/version.hpp>
#include <wasmbench/report/markdown.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

namespace wasmbench::report {
namespace {

using Cells = std::vector<std::string>;

std::string cell_text(Row const& row, Quantity q) {
    auto const* f = row.find(q);
    if (!f) return "-";
    auto text = figure_text(q, *f, false);
    if (q == Quantity::warm_p99) text += fmt::format(", n={}", f->n);
    return text;
}

std::string errors_text(Row const& row) {
    auto out = std::to_string(row.error_count());
    for (auto const& [error_class, n] : row.errors) out += fmt::format(", {} {}", n, error_class);
    return escaped(out);
}

void add_table(std::span<Row const> rows, std::uint32_t connections, std::string& out) {
    bool const programs = rows.front().program();
    auto const quantities =
        programs ? program_quantities(rows)
                 : std::vector<Quantity>(std::begin(service_quantities), std::end(service_quantities));
    Cells head = {"runtime", "version", "mode", "configuration", "instance", "n"};
    Cells rule(head.size() - 1, "---");
    rule.emplace_back("---:");
    for (auto q : quantities) {
        auto title = fmt::format("{}, {}", info(q).title, info(q).shown_unit);
        if (q == Quantity::throughput) title += fmt::format(" at {}", connections);
        head.push_back(title);
        rule.emplace_back("---:");
    }
    if (!programs) {
        head.insert(head.end(), {"errors", "state"});
        rule.insert(rule.end(), {"---:", "---"});
    }
    out += table_line(head) + table_line(rule);
    for (auto const& row : rows) {
        auto const& k = row.key;
        auto details = configuration_text(k);
        if (k.firewall != "off") details += (details.empty() ? "firewall " : ", firewall ") + k.firewall;
        Cells cells = {escaped(k.runtime), escaped(k.version), std::string(to_string(k.mode)),
            escaped(details.empty() ? "-" : details), std::string(to_string(k.instance)), std::to_string(row.trials)};
        for (auto q : quantities) cells.push_back(cell_text(row, q));
        if (!programs) cells.insert(cells.end(), {errors_text(row), std::string(to_string(row.state))});
        out += table_line(cells);
    }
}

// "spawn 0.45 → connected 12.1 → ready 12.9 ms": the start as a vector, the preparation before it.
void add_steps(Report const& report, std::string& out) {
    auto const text = [](std::vector<StepFigure> const& steps, std::string_view between) {
        std::string line;
        for (auto const& s : steps)
            line += fmt::format("{}{} {}", line.empty() ? "" : between, escaped(s.name),
                value_text(Quantity::cold_start, s.figure));
        return line.empty() ? std::string("-") : line;
    };
    auto const any = std::any_of(report.rows.begin(), report.rows.end(),
        [](Row const& r) { return !r.start_steps.empty() || !r.preparation.empty(); });
    if (!any) return;
    out += "\n### Step by step\n\nMedians in ms. A start's steps are counted from the launch; a preparation's are times of "
           "their own and in no start.\n\n";
    out += table_line({"workload", "configuration", "preparation", "start"});
    out += table_line({"---", "---", "---", "---"});
    for (auto const& row : report.rows)
        if (!row.start_steps.empty() || !row.preparation.empty())
            out += table_line({escaped(workload_name(row.key)), escaped(configuration_name(row.key)),
                text(row.preparation, ", "), text(row.start_steps, " → ")});
}

// Where each row's wall time went, the unattributed rest in every row.
void add_ledgers(Report const& report, std::string& out) {
    if (std::none_of(
            report.rows.begin(), report.rows.end(), [](Row const& r) { return r.ledger.has_value(); }))
        return;
    out += "\n### Phase ledger\n\nWhere a trial's wall time went, from just before the launch until "
           "everything was reaped: "
           "medians in ms, and the share of the wall time. Phases between which no border can be seen from "
           "outside are one "
           "entry (engine_start+load); what nothing accounts for is unattributed.\n\n";
    out += table_line({"workload", "configuration", "phases", "unattributed", "wall, ms"});
    out += table_line({"---", "---", "---", "---:", "---:"});
    for (auto const& row : report.rows) {
        if (!row.ledger) continue;
        std::string phases, rest = "-";
        for (auto const& p : row.ledger->phases) {
            auto const text = fmt::format("{} ({})", value_text(Quantity::run_time, p.time), share_text(p));
            if (p.name == unattributed)
                rest = text;
            else
                phases += (phases.empty() ? "" : " → ") + escaped(phase_name(p, *row.ledger)) + " " + text;
        }
        out += table_line({escaped(workload_name(row.key)), escaped(configuration_name(row.key)), phases,
            rest, value_text(Quantity::run_time, row.ledger->wall)});
    }
}

// One table for all rows whose instances consist of several parts.
void add_parts(Report const& report, std::string& out) {
    auto const any =
        std::any_of(report.rows.begin(), report.rows.end(), [](Row const& r) { return !r.parts.empty(); });
    if (!any) return;
    out += "\n### Part by part\n\nMemory (PSS) and CPU of each part of an instance that has several. Daemons that "
           "others share are here, and in no figure above. Net: without what the part used at rest before the load, "
           "shown as CPU-seconds per second.\n\n";
    out += table_line({"workload", "configuration", "part", "PSS, MiB", "CPU/1k req, s", "net/1k req, s", "at rest, s/s"});
    out += table_line({"---", "---", "---", "---:", "---:", "---:", "---:"});
    auto const seconds = [](std::optional<Figure> const& f) {
        return f ? figure_text(Quantity::server_cpu_per_1000, *f, false) : std::string("-");
    };
    for (auto const& row : report.rows)
        for (auto const& part : row.parts)
            out += table_line({escaped(workload_name(row.key)), escaped(configuration_name(row.key)),
                escaped(part.name), figure_text(Quantity::memory_steady, part.memory, false),
                seconds(part.cpu_per_1000), seconds(part.net_per_1000), seconds(part.idle)});
}

void add_list(std::string_view title, std::vector<std::string> const& lines, std::string& out) {
    if (lines.empty()) return;
    out += fmt::format("\n## {}\n\n", title);
    for (auto const& l : lines) out += "- " + escaped(l) + "\n";
}

} // namespace

std::string to_markdown(Report const& report) {
    auto out = fmt::format("<!-- wasmbench summary schema {} -->\n# {}\n\nMeasured {} with wasmbench {}.\n",
        results_schema, escaped(report.name), escaped(report.started_at), escaped(report.library));
    add_list("In words", report.summary, out);
    out += "\n## Figures\n\n"
           "Medians over `n` trials with their 95 % interval from order statistics; p50 is the median of the "
           "trials' own "
           "medians, p99 is of all requests together. `n<6` and `n<300` stand where there are too few values "
           "for an "
           "interval. Cold start: launch to first complete correct answer; bracket: how long before that the "
           "last try "
           "had failed. Warm: one request at a time on one connection. PSS: the whole process tree "
           "without daemons that others share (a container: what its control group is charged), median and "
           "largest sample of a trial. Client: the load generator itself.\n";
    for (auto rows : by_workload(report)) {
        out += "\n### " + escaped(workload_name(rows.front().key)) + "\n\n";
        add_table(rows, report.connections, out);
    }
    add_steps(report, out);
    add_ledgers(report, out);
    add_parts(report, out);
    out += claims_markdown(report.claims);
    out += scaling_section(report);
    out += density_markdown(report);
    out += firewall_section(report);
    out += ablation_markdown(report.ablation);
    add_list("Skipped, failed and discarded", report.problems, out);
    add_list("What may disturb figures on this machine", report.disturbing, out);
    std::vector<std::string> notes;
    for (auto const& note : fairness_notes(report))
        notes.push_back(
            note.sentence + (note.rows.empty() ? " (all rows)" : " (" + enumerate(note.rows) + ")"));
    add_list("Fairness notes", notes, out);
    if (!report.environment.empty()) {
        out += "\n## Environment\n\n| | |\n| --- | --- |\n";
        for (auto const& [name, value] : report.environment)
            out += table_line({escaped(name), escaped(value)});
    }
    return out;
}

} // namespace wasmbench::report
