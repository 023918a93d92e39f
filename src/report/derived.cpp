#include <wasmbench/report/campaign.hpp>
#include <wasmbench/report/csv.hpp>
#include <wasmbench/report/derived.hpp>
#include <wasmbench/report/markdown.hpp>
#include <wasmbench/results/text_file.hpp>

namespace wasmbench::report {

Result<Report> read_report(results::CampaignFolder const& folder) {
    auto const campaign = read_campaign(folder);
    if (!campaign) return campaign.error();
    return build_report(campaign->plan, campaign->records, campaign->environment);
}

Result<Report> write_derived(results::CampaignFolder const& folder) {
    auto report = read_report(folder);
    if (!report) return report.error();
    if (auto written = results::write_text_file(folder.summary_csv(), to_csv(*report)); !written)
        return written.error();
    if (auto written = results::write_text_file(folder.summary_markdown(), to_markdown(*report)); !written)
        return written.error();
    return report;
}

} // namespace wasmbench::report
