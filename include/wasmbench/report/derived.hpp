#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/report/report.hpp>
#include <wasmbench/results/campaign_folder.hpp>

namespace wasmbench::report {

/// The report of a campaign from plan.json, raw.jsonl and environment.json alone. A missing environment.json
/// is a sentence in the report; the errors of plan_from_json and read_raw are given as they are.
Result<Report> read_report(results::CampaignFolder const& folder);

/// read_report, and rewrites every derived file of the folder: summary.csv, summary.md, summary.tex, report.html
/// and in plots/ an SVG and a CSV file per plot. Plots that an earlier report left there are removed.
Result<Report> write_derived(results::CampaignFolder const& folder);

} // namespace wasmbench::report
