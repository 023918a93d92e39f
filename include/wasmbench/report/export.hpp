#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/report/campaign.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A campaign in the formats of other people's tools. docs/exports.md says what each carries and what reads
/// it.
namespace wasmbench::report {

/// What a campaign can be written as.
enum class ExportFormat {
    google_benchmark,     ///< JSON of Google Benchmark, for its compare.py
    pyperf,               ///< JSON of pyperf, for pyperf compare_to
    hyperfine,            ///< JSON of hyperfine, for the scripts that come with it
    benchstat,            ///< the text of Go's benchmarks, for benchstat
    openmetrics,          ///< OpenMetrics text 1.0
    github_action,        ///< JSON for github-action-benchmark, tool customSmallerIsBetter
    github_action_bigger, ///< the same, tool customBiggerIsBetter
    junit,                ///< JUnit XML: a test case per trial
};

inline constexpr std::array all_export_formats = {ExportFormat::google_benchmark, ExportFormat::pyperf,
    ExportFormat::hyperfine, ExportFormat::benchstat, ExportFormat::openmetrics, ExportFormat::github_action,
    ExportFormat::github_action_bigger, ExportFormat::junit};

std::string_view to_string(ExportFormat f) noexcept; ///< "google-benchmark"
/// Inverse of to_string; nullopt for any other text.
std::optional<ExportFormat> export_format_from_string(std::string_view text) noexcept;

/// A campaign in a format, and what is not in it.
struct Exported {
    std::string text;                  ///< the whole file, which ends in a line feed
    std::vector<std::string> left_out; ///< what was measured and the format cannot hold, a sentence each
};

/// `campaign` in a format. `metrics`: the names of what shall be in it, as all_quantities has them, and
/// "service_time" for every request's time; empty: all that compare judges, with service_time in the place of
/// its percentiles where the format holds samples.
///
/// Only trials that count are in it (of junit all). Values are those that were measured: a sample is never a
/// figure of several trials. Where a format means by a value the mean over a number of iterations (Google
/// Benchmark, benchstat), service times are a trial's mean beside its number of requests.
///
/// errc::invalid_option for a name that means nothing to the format, and when nothing of what was asked for
/// was measured. Pure.
Result<Exported> export_campaign(
    Campaign const& campaign, ExportFormat format, std::vector<std::string> const& metrics = {});

} // namespace wasmbench::report
