#pragma once

#include "samples.hpp"

#include <wasmbench/report/export.hpp>
#include <wasmbench/report/report.hpp>

#include <string>
#include <vector>

/// One function per format, each in the file of its name. The text is empty when the format can hold nothing
/// of what there is.
namespace wasmbench::report {

Exported to_google_benchmark(SampledCampaign const& campaign);
Exported to_pyperf(SampledCampaign const& campaign);
Exported to_hyperfine(SampledCampaign const& campaign);
Exported to_benchstat(SampledCampaign const& campaign);
Exported to_openmetrics(SampledCampaign const& campaign);

/// The figures with the names given (empty: all that compare judges) of which more, or less, is better.
Exported to_github_action(Report const& report, std::vector<std::string> const& metrics, bool more_is_better);

Exported to_junit_trials(Campaign const& campaign);

} // namespace wasmbench::report
