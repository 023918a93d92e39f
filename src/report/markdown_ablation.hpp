#pragma once

#include <wasmbench/report/method_ablation.hpp>

#include <string>
#include <vector>

namespace wasmbench::report {

/// The section "The old method beside ours": a table per workload, and why figures are missing. Empty without rows.
std::string ablation_markdown(std::vector<RowAblation> const& rows);

} // namespace wasmbench::report
