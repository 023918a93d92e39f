#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/plan/plan.hpp>
#include <wasmbench/results/campaign_folder.hpp>
#include <wasmbench/results/records.hpp>

#include <string>

namespace wasmbench::report {

/// A campaign as its files hold it. A plain value.
struct Campaign {
    std::string name; ///< for messages: the folder as it was given
    plan::Plan plan;
    results::Records records;
    std::string environment; ///< text of environment.json; empty when it cannot be read
};

/// Reads plan.json, raw.jsonl and environment.json. The errors of plan_from_json and read_raw are given as
/// they are; a missing environment.json is none.
Result<Campaign> read_campaign(results::CampaignFolder const& folder);

} // namespace wasmbench::report
