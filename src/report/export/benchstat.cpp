#include "../text.hpp"
#include "formats.hpp"

#include <wasmbench/report/row_name.hpp>

#include <fmt/format.h>

#include <map>

namespace wasmbench::report {
namespace {

/// A value as a part of a name: a space would end it and a slash begin the next part.
std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kept = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.,";
    std::string out;
    for (char const c : text)
        if (kept.find(c) != std::string_view::npos)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return out;
}

/// "BenchmarkTrial/workload=hello/runtime=native/mode=native/instance=one-shot": each column that says
/// something, so that benchstat can take them as columns and rows. The version only where it tells two rows
/// apart, for else two versions could not be compared. `instance` is the last one: a number behind a dash
/// would be taken for GOMAXPROCS.
std::string benchmark_name(SampledRow const& row) {
    std::map<std::string, std::string> columns;
    for (auto const& [column, value] : key_columns(row.key)) columns[column] = value;
    std::string out = "BenchmarkTrial";
    for (auto const* column : {"workload", "endpoint", "runtime", "version", "mode", "cache", "page_cache",
             "variant", "firewall", "instance"})
        if (auto const& value = columns[column];
            !value.empty() && (std::string_view(column) != "version" || row.name_has_version))
            out += fmt::format("/{}={}", column, percent_encoded(value));
    return out;
}

std::string unit_of(SampledMetric const& m) {
    if (m.of_requests()) return "sec/op";
    switch (m.kind) {
    case SampledKind::wall_time:
    case SampledKind::cpu_time:
        return fmt::format("{}-sec", m.name);
    case SampledKind::memory:
        return fmt::format("{}-bytes", m.name);
    case SampledKind::rate:
        return fmt::format("{}-req/s", m.name);
    case SampledKind::share:
        break;
    }
    return fmt::format("{}-ratio", m.name);
}

/// A line per trial: the number of requests behind the time of one, then each value with its unit.
std::string trial_lines(SampledRow const& row) {
    struct Line {
        std::size_t iterations = 1;
        std::string values;
    };
    std::map<std::uint32_t, Line> lines;
    for (auto const& series : row.series)
        for (auto const& trial : series.trials) {
            auto& line = lines[trial.trial];
            if (series.metric.of_requests()) line.iterations = trial.values.size();
            line.values += fmt::format(" {} {}", mean_of(trial.values), unit_of(series.metric));
        }
    std::string out;
    auto const name = benchmark_name(row);
    for (auto const& [trial, line] : lines)
        out += fmt::format("{} {}{}\n", name, line.iterations, line.values);
    return out;
}

/// Without it benchstat would guess from the unit's name which way is better.
std::string unit_lines(SampledCampaign const& campaign) {
    std::map<std::string, bool> units;
    for (auto const& row : campaign.rows)
        for (auto const& series : row.series) units[unit_of(series.metric)] = series.metric.more_is_better();
    std::string out;
    for (auto const& [unit, more_is_better] : units)
        out += fmt::format("Unit {} assume=nothing better={}\n", unit, more_is_better ? "higher" : "lower");
    return out;
}

} // namespace

Exported to_benchstat(SampledCampaign const& campaign) {
    Exported out;
    if (campaign.rows.empty()) return out;
    for (auto const& [key, fact] : {std::pair("cpu", "cpu/model"), std::pair("kernel", "os/kernel")})
        if (auto const value = campaign.fact(fact); !value.empty())
            out.text += fmt::format("{}: {}\n", key, printable(value));
    out.text += unit_lines(campaign);
    for (auto const& row : campaign.rows) out.text += trial_lines(row);
    return out;
}

} // namespace wasmbench::report
