#include "file_descriptor.hpp"
#include "io_failure.hpp"

#include <wasmbench/results/campaign_folder.hpp>
#include <wasmbench/results/wall_time.hpp>

#include <sys/stat.h>

namespace wasmbench::results {
namespace {

constexpr int most_in_one_second = 1000;

/// The name becomes part of a path: it must not lead out of `out`.
bool is_plain(std::string_view name) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    return !name.empty() && name.find_first_not_of(allowed) == std::string_view::npos;
}

Failure bad_name(std::string_view name) {
    Diagnostics d;
    d.stage = "create the results folder";
    d.subject = "campaign name \"" + std::string(name) + "\"";
    d.expected = "letters, digits, '.', '_' and '-'";
    return {errc::invalid_option, std::move(d)};
}

Result<void> is_there(std::filesystem::path const& file) {
    std::error_code ec;
    auto const status = std::filesystem::status(file, ec);
    if (std::filesystem::is_regular_file(status)) return {};
    auto f = io_failure("open the results folder", file, ec ? ec.value() : ENOENT);
    if (std::filesystem::exists(status)) f.diagnostics.subject = file.string() + ": is no regular file";
    f.diagnostics.expected = "a folder that a study has written, with " + file.filename().string() + " in it";
    return f;
}

/// What is written into a folder of somebody else's must stay in it.
Result<void> is_no_link(std::filesystem::path const& path) {
    std::error_code ec;
    if (!std::filesystem::is_symlink(std::filesystem::symlink_status(path, ec))) return {};
    Diagnostics d;
    d.stage = "open the results folder";
    d.subject = path.string() + ": is a symbolic link";
    d.expected = "what a study has written";
    d.remedy = "remove the link, or work on a copy of the folder";
    return Failure{errc::results_io, std::move(d)};
}

} // namespace

Result<CampaignFolder> CampaignFolder::create(std::filesystem::path const& out, std::string_view name,
    std::chrono::system_clock::time_point started_at) {
    constexpr char const* stage = "create the results folder";
    if (!is_plain(name)) return bad_name(name);
    std::error_code ec;
    std::filesystem::create_directories(out, ec);
    if (ec) return io_failure(stage, out, ec.value());
    auto const stem = out / (file_name_time(started_at) + "-" + std::string(name));
    for (int attempt = 1; attempt <= most_in_one_second; ++attempt) {
        auto folder = stem;
        if (attempt > 1) folder += "-" + std::to_string(attempt);
        // mkdir itself says whether the folder was there: asking first would race with another campaign.
        if (::mkdir(folder.c_str(), 0700) == 0) {
            CampaignFolder made(std::move(folder));
            if (::mkdir(made.logs().c_str(), 0700) != 0) return io_failure(stage, made.logs(), errno);
            if (int const problem = synchronise_folder(out)) return io_failure(stage, out, problem);
            return made;
        }
        if (errno != EEXIST) return io_failure(stage, folder, errno);
    }
    return io_failure(stage, stem, EEXIST);
}

Result<CampaignFolder> CampaignFolder::open(std::filesystem::path const& folder) {
    CampaignFolder opened(folder);
    if (auto const there = is_there(opened.raw_file()); !there) return there.error();
    return opened;
}

Result<CampaignFolder> CampaignFolder::open_planned(std::filesystem::path const& folder) {
    CampaignFolder opened(folder);
    auto const planned = is_there(opened.plan_file());
    if (planned) {
        for (auto const& written : {opened.raw_file(), opened.environment_file(), opened.logs(), opened.plots()})
            if (auto const own = is_no_link(written); !own) return own.error();
        return opened;
    }
    auto const begun = is_there(opened.raw_file());
    return begun ? planned.error() : begun.error(); // raw.jsonl first: every campaign that ran has it
}

} // namespace wasmbench::results
