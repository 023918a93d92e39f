#pragma once

#include <wasmbench/core/result.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

namespace wasmbench::results {

/// The folder of one campaign and the names in it. docs/results-format.md describes every file.
///
/// A plain value that holds a path; destroying it removes nothing.
class CampaignFolder {
public:
    /// Makes `<out>/<UTC time>-<name>/`, for example results/20261123T063000Z-quick/, with logs/ in it. `out`
    /// is made when it is missing. The folder is readable by its owner alone (mode 0700), since logs hold
    /// what children print. An existing folder is never used again: "-2", "-3", ... is appended, also when
    /// two campaigns start in the same second.
    ///
    /// Errors: invalid_option for a name with other characters than letters, digits, '.', '_', '-';
    /// results_io, with the path and the operating system's reason, when a folder cannot be made.
    static Result<CampaignFolder> create(std::filesystem::path const& out, std::string_view name,
        std::chrono::system_clock::time_point started_at);

    /// A folder that exists, to report on it. results_io when it is not a folder or has no raw.jsonl.
    static Result<CampaignFolder> open(std::filesystem::path const& folder);

    /// One that exists, to go on with: raw.jsonl may be missing where the harness was killed before its first line.
    /// results_io when there is no plan.json either, which is written first.
    static Result<CampaignFolder> open_planned(std::filesystem::path const& folder);

    /// The folder itself. The others are names in it; nothing says that such a file exists.
    std::filesystem::path const& path() const noexcept { return path_; }
    /// plan.json
    std::filesystem::path plan_file() const { return path_ / "plan.json"; }
    /// environment.json
    std::filesystem::path environment_file() const { return path_ / "environment.json"; }
    /// raw.jsonl
    std::filesystem::path raw_file() const { return path_ / "raw.jsonl"; }
    /// summary.csv
    std::filesystem::path summary_csv() const { return path_ / "summary.csv"; }
    /// summary.md
    std::filesystem::path summary_markdown() const { return path_ / "summary.md"; }
    /// summary.tex
    std::filesystem::path summary_tex() const { return path_ / "summary.tex"; }
    /// report.html
    std::filesystem::path report_html() const { return path_ / "report.html"; }
    /// The folder of the plots.
    std::filesystem::path plots() const { return path_ / "plots"; }
    /// The folder of what the children printed.
    std::filesystem::path logs() const { return path_ / "logs"; }

private:
    explicit CampaignFolder(std::filesystem::path path)
        : path_(std::move(path)) {}

    std::filesystem::path path_;
};

} // namespace wasmbench::results
