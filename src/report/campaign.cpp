#include <wasmbench/report/campaign.hpp>
#include <wasmbench/results/raw_reader.hpp>
#include <wasmbench/results/text_file.hpp>

#include <filesystem>
#include <system_error>

namespace wasmbench::report {

Result<Campaign> read_campaign(results::CampaignFolder const& folder) {
    auto plan_text = results::read_untrusted_file(folder.plan_file(), results::most_document_bytes);
    if (!plan_text) return plan_text.error();
    auto plan = plan::plan_from_json(*plan_text, folder.plan_file().string());
    if (!plan) return plan.error();
    auto records = results::read_raw(folder.raw_file());
    if (!records) return records.error();
    std::error_code ignored; // a link into nowhere is missing, too
    if (!std::filesystem::exists(folder.environment_file(), ignored))
        return Campaign{folder.path().string(), std::move(*plan), std::move(*records), std::string()};
    auto environment = results::read_untrusted_file(folder.environment_file(), results::most_document_bytes);
    if (!environment) return environment.error();
    return Campaign{folder.path().string(), std::move(*plan), std::move(*records), std::move(*environment)};
}

} // namespace wasmbench::report
