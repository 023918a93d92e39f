#include <wasmbench/report/campaign.hpp>
#include <wasmbench/report/chart.hpp>
#include <wasmbench/report/csv.hpp>
#include <wasmbench/report/derived.hpp>
#include <wasmbench/report/html.hpp>
#include <wasmbench/report/markdown.hpp>
#include <wasmbench/report/svg.hpp>
#include <wasmbench/report/tex.hpp>
#include <wasmbench/results/text_file.hpp>

#include <filesystem>
#include <system_error>
#include <utility>

namespace wasmbench::report {
namespace {

namespace fs = std::filesystem;

Failure plots_failure(fs::path const& folder, std::string const& reason) {
    Diagnostics d;
    d.stage = "write";
    d.subject = folder.string() + ": " + reason;
    return {errc::results_io, std::move(d)};
}

/// An empty folder: a plot of an earlier report that this one does not have must not be taken for one of its own.
Result<void> empty_plots(fs::path const& folder) {
    std::error_code ec;
    // In a folder of somebody else's it may lead to anywhere, and files are removed and written in it.
    if (fs::is_symlink(fs::symlink_status(folder, ec))) return plots_failure(folder, "is a symbolic link, not a folder");
    fs::create_directory(folder, ec);
    if (ec) return plots_failure(folder, ec.message());
    for (auto const& entry : fs::directory_iterator(folder, ec)) {
        auto const kind = entry.path().extension();
        if (kind == ".svg" || kind == ".csv" || kind == ".png") fs::remove(entry.path(), ec);
        if (ec) break;
    }
    if (ec) return plots_failure(folder, ec.message());
    return {};
}

Result<void> write_plots(fs::path const& folder, Report const& report) {
    if (auto emptied = empty_plots(folder); !emptied) return emptied.error();
    for (auto const& chart : all_charts(report)) {
        if (auto written = results::write_text_file(folder / (chart.name + ".svg"), to_svg(chart)); !written)
            return written.error();
        if (auto written = results::write_text_file(folder / (chart.name + ".csv"), to_csv(chart)); !written)
            return written.error();
    }
    return {};
}

} // namespace

Result<Report> read_report(results::CampaignFolder const& folder) {
    auto const campaign = read_campaign(folder);
    if (!campaign) return campaign.error();
    return build_report(campaign->plan, campaign->records, campaign->environment);
}

Result<Report> write_derived(results::CampaignFolder const& folder) {
    auto report = read_report(folder);
    if (!report) return report.error();
    for (auto const& [file, text] : {std::pair{folder.summary_csv(), to_csv(*report)},
             {folder.summary_markdown(), to_markdown(*report)}, {folder.summary_tex(), to_tex(*report)},
             {folder.report_html(), to_html(*report)}})
        if (auto written = results::write_text_file(file, text); !written) return written.error();
    if (auto written = write_plots(folder.plots(), *report); !written) return written.error();
    return report;
}

} // namespace wasmbench::report
