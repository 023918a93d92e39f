#include <wasmbench/report/campaign.hpp>
#include <wasmbench/results/raw_reader.hpp>
#include <wasmbench/results/text_file.hpp>

namespace wasmbench::report {

Result<Campaign> read_campaign(results::CampaignFolder const& folder) {
    auto plan_text = results::read_text_file(folder.plan_file());
    if (!plan_text) return plan_text.error();
    auto plan = plan::plan_from_json(*plan_text, folder.plan_file().string());
    if (!plan) return plan.error();
    auto records = results::read_raw(folder.raw_file());
    if (!records) return records.error();
    auto environment = results::read_text_file(folder.environment_file());
    return Campaign{folder.path().string(), std::move(*plan), std::move(*records),
        environment ? std::move(*environment) : std::string()};
}

} // namespace wasmbench::report
