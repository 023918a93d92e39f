#include "csv_text.hpp"

#include <wasmbench/core/version.hpp>
#include <wasmbench/report/csv.hpp>

#include <fmt/core.h>

#include <string_view>
#include <vector>

namespace wasmbench::report {
namespace {

using Cells = std::vector<std::string>;

Cells header() {
    Cells out = {"runtime", "version", "mode", "cache", "page_cache", "variant", "instance", "workload", "endpoint", "firewall",
        "trials", "failed", "skipped", "discarded", "disturbed", "state", "connections", "errors",
        "errors_by_class", "disturbances"};
    for (auto const& q : all_quantities)
        for (auto const* suffix : {"", "_low", "_high", "_n"}) out.push_back(std::string(q.name) + suffix);
    return out;
}

/// "timeout=3;wrong_answer=1"
template <typename Counts> std::string by_name(Counts const& counts) {
    std::string out;
    for (auto const& [name, n] : counts) out += fmt::format("{}{}={}", out.empty() ? "" : ";", name, n);
    return out;
}

Cells cells_of(Row const& row, std::uint32_t connections) {
    auto const& k = row.key;
    auto text = [](auto n) {
        return fmt::format("{}", n);
    }; // a double: the shortest text that reads back exactly
    Cells out = {k.runtime, k.version, std::string(to_string(k.mode)), k.cache,
        std::string(to_string(k.page_cache)), k.variant,
        std::string(to_string(k.instance)), k.workload, k.endpoint, k.firewall, text(row.trials),
        text(row.failed), text(row.skipped), text(row.discarded), text(row.disturbed),
        std::string(to_string(row.state)), row.program() ? std::string() : text(connections),
        text(row.error_count()), by_name(row.errors), by_name(row.disturbances)};
    for (auto const& q : all_quantities) {
        auto const* f = row.find(q.quantity);
        out.push_back(f ? text(f->value) : "");
        out.push_back(f && f->interval ? text(f->interval->low) : "");
        out.push_back(f && f->interval ? text(f->interval->high) : "");
        out.push_back(f ? text(f->n) : "");
    }
    return out;
}

} // namespace

std::string to_csv(Report const& report) {
    auto out = fmt::format("# wasmbench summary schema {}\n", results_schema);
    out += csv_line(header());
    for (auto const& row : report.rows) out += csv_line(cells_of(row, report.connections));
    return out;
}

} // namespace wasmbench::report
