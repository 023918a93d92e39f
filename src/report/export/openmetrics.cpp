#include "../text.hpp"
#include "formats.hpp"

#include <wasmbench/report/row_name.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <string>

namespace wasmbench::report {
namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

/// Upper ends of the buckets, 10 us to 10 s: always the same, so that buckets of several files can be added.
std::vector<double> bucket_ends() {
    std::vector<double> out;
    for (auto const* decade : {"e-5", "e-4", "e-3", "e-2", "e-1", "e0"})
        for (auto const* step : {"1", "1.5", "2", "3", "5", "7"})
            out.push_back(std::stod(std::string(step) + decade));
    out.push_back(10);
    return out;
}

/// The canonical form of a bucket's end: 10 is 10.0.
std::string bucket_label(double end) {
    auto out = fmt::format("{}", end);
    if (out.find_first_of(".e") == std::string::npos) out += ".0";
    return out;
}

std::string label_text(Labels const& labels) {
    std::string out;
    for (auto const& [name, raw] : labels) {
        if (raw.empty()) continue; // an empty label is none
        std::string value;
        for (char const c : printable(raw)) {
            if (c == '\\' || c == '"') value += '\\';
            value += c;
        }
        out += fmt::format("{}{}=\"{}\"", out.empty() ? "" : ",", name, value);
    }
    return "{" + out + "}";
}

/// Seconds since the epoch of an RFC 3339 time in UTC, with a space before it; nothing where there is none.
std::string timestamp(std::string const& started_at) {
    int year = 0;
    unsigned month = 0, day = 0;
    long hour = 0, minute = 0, second = 0;
    if (std::sscanf(
            started_at.c_str(), "%d-%u-%uT%ld:%ld:%ldZ", &year, &month, &day, &hour, &minute, &second) != 6)
        return {};
    using namespace std::chrono;
    sys_seconds const at =
        sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)) + hours(hour) +
        minutes(minute) + seconds(second);
    return fmt::format(" {}", at.time_since_epoch().count());
}

std::string_view unit_name(SampledKind kind) {
    switch (kind) {
    case SampledKind::wall_time:
    case SampledKind::cpu_time:
        return "seconds";
    case SampledKind::memory:
        return "bytes";
    case SampledKind::share:
        return "ratio";
    case SampledKind::rate:
        break;
    }
    return {};
}

class OpenMetrics {
public:
    explicit OpenMetrics(SampledCampaign const& campaign)
        : campaign_(campaign)
        , at_(timestamp(campaign.started_at)) {}

    std::string text() {
        add_campaign();
        for (auto const& metric : sampled_metrics) add_family(metric);
        return out_ + "# EOF\n";
    }

private:
    void add_campaign() {
        out_ += "# TYPE wasmbench_campaign info\n# HELP wasmbench_campaign What was measured, with what and "
                "where.\n";
        Labels labels = {{"name", campaign_.name}, {"started_at", campaign_.started_at},
            {"library", campaign_.library}, {"cpu", std::string(campaign_.fact("cpu/model"))},
            {"kernel", std::string(campaign_.fact("os/kernel"))}};
        out_ += fmt::format("wasmbench_campaign_info{} 1{}\n", label_text(labels), at_);
    }

    void add_family(SampledMetric const& metric) {
        auto const family = "wasmbench_" + name_with_unit(metric);
        bool first = true;
        for (auto const& row : campaign_.rows) {
            auto const* series = row.find(metric.name);
            if (series == nullptr) continue;
            if (first) add_head(family, metric);
            first = false;
            if (metric.of_requests())
                add_histogram(family, row, *series);
            else
                add_trials(family, row, *series);
        }
    }

    void add_head(std::string const& family, SampledMetric const& metric) {
        out_ += fmt::format("# TYPE {} {}\n", family, metric.of_requests() ? "histogram" : "gauge");
        if (auto const unit = unit_name(metric.kind); !unit.empty())
            out_ += fmt::format("# UNIT {} {}\n", family, unit);
        out_ += fmt::format("# HELP {} {}.\n", family, metric.help);
    }

    void add_trials(std::string const& family, SampledRow const& row, SampledSeries const& series) {
        for (auto const& t : series.trials) {
            auto labels = key_columns(row.key);
            labels.emplace_back("block", fmt::format("{}", t.block));
            labels.emplace_back("trial", fmt::format("{}", t.trial));
            labels.emplace_back("disturbed", t.disturbed ? "true" : "false");
            out_ += fmt::format("{}{} {}{}\n", family, label_text(labels), t.values.front(), at_);
        }
    }

    void add_histogram(std::string const& family, SampledRow const& row, SampledSeries const& series) {
        auto const values = all_values(series);
        auto const up_to = [&](double end) {
            return std::count_if(values.begin(), values.end(), [&](double v) { return v <= end; });
        };
        auto const labels = key_columns(row.key);
        auto const add_bucket = [&](std::string const& end, auto count) {
            auto with_end = labels;
            with_end.emplace_back("le", end);
            out_ += fmt::format("{}_bucket{} {}{}\n", family, label_text(with_end), count, at_);
        };
        for (auto const end : bucket_ends()) add_bucket(bucket_label(end), up_to(end));
        add_bucket("+Inf", values.size());
        out_ += fmt::format("{}_count{} {}{}\n", family, label_text(labels), values.size(), at_);
        out_ += fmt::format("{}_sum{} {}{}\n", family, label_text(labels),
            std::accumulate(values.begin(), values.end(), 0.0), at_);
    }

    SampledCampaign const& campaign_;
    std::string at_;
    std::string out_;
};

} // namespace

Exported to_openmetrics(SampledCampaign const& campaign) {
    if (campaign.rows.empty()) return {};
    return {OpenMetrics(campaign).text(), {}};
}

} // namespace wasmbench::report
