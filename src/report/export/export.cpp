#include "formats.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wasmbench::report {
namespace {

std::vector<std::string> metric_names(ExportFormat format) {
    std::vector<std::string> out;
    switch (format) {
    case ExportFormat::junit:
        break;
    case ExportFormat::github_action:
    case ExportFormat::github_action_bigger:
        for (auto const& q : all_quantities) out.emplace_back(q.name);
        break;
    default:
        for (auto const& m : sampled_metrics) out.emplace_back(m.name);
    }
    return out;
}

Failure export_failure(std::string stage, std::string subject, std::string expected) {
    Diagnostics d;
    d.stage = std::move(stage);
    d.subject = std::move(subject);
    d.expected = std::move(expected);
    return {errc::invalid_option, std::move(d)};
}

std::optional<Failure> check_names(ExportFormat format, std::vector<std::string> const& asked) {
    auto const known = metric_names(format);
    for (auto const& name : asked) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        return export_failure("export metric", "\"" + name + "\"",
            known.empty() ? fmt::format("none: {} holds trials, not values", to_string(format))
                          : fmt::format("one of {}", fmt::join(known, ", ")));
    }
    return std::nullopt;
}

Exported written(Campaign const& c, ExportFormat format, std::vector<std::string> const& metrics) {
    switch (format) {
    case ExportFormat::google_benchmark:
        return to_google_benchmark(sampled(c, metrics));
    case ExportFormat::pyperf:
        return to_pyperf(sampled(c, metrics));
    case ExportFormat::hyperfine:
        return to_hyperfine(sampled(c, metrics));
    case ExportFormat::benchstat:
        return to_benchstat(sampled(c, metrics));
    case ExportFormat::openmetrics:
        return to_openmetrics(sampled(c, metrics));
    case ExportFormat::github_action:
    case ExportFormat::github_action_bigger:
        return to_github_action(build_report(c.plan, c.records, c.environment), metrics,
            format == ExportFormat::github_action_bigger);
    case ExportFormat::junit:
        break;
    }
    return to_junit_trials(c);
}

} // namespace

std::string_view to_string(ExportFormat f) noexcept {
    switch (f) {
    case ExportFormat::google_benchmark:
        return "google-benchmark";
    case ExportFormat::pyperf:
        return "pyperf";
    case ExportFormat::hyperfine:
        return "hyperfine";
    case ExportFormat::benchstat:
        return "benchstat";
    case ExportFormat::openmetrics:
        return "openmetrics";
    case ExportFormat::github_action:
        return "github-action";
    case ExportFormat::github_action_bigger:
        return "github-action-bigger";
    case ExportFormat::junit:
        break;
    }
    return "junit";
}

std::optional<ExportFormat> export_format_from_string(std::string_view text) noexcept {
    for (auto const f : all_export_formats)
        if (to_string(f) == text) return f;
    return std::nullopt;
}

Result<Exported> export_campaign(
    Campaign const& campaign, ExportFormat format, std::vector<std::string> const& metrics) {
    if (auto f = check_names(format, metrics)) return *f;
    auto out = written(campaign, format, metrics);
    if (!out.text.empty()) return out;
    return export_failure(fmt::format("export {}", to_string(format)), campaign.name,
        out.left_out.empty()
            ? "trials that ended well, with values of what is exported"
            : fmt::format("values that the format can hold ({})", fmt::join(out.left_out, "; ")));
}

} // namespace wasmbench::report
