#pragma once

#include <wasmbench/report/report.hpp>

#include <optional>
#include <string>
#include <vector>

namespace wasmbench::report {

/// The rows with a firewall side by side, as a section of the Markdown report: latency and throughput against the
/// number of rules. Empty when there are none.
std::string firewall_section(Report const& report);

/// Those rows; of one configuration together, in the order of the report; in each, off, then the chains, then the sets, by their
/// number of rules. Points into `report`.
std::vector<Row const*> firewall_rows_in_order(Report const& report);

/// "×1.034 [1.020, 1.047]"; "-" when there is none.
std::string paired_ratio_text(std::optional<RatioFigure> const& r);

} // namespace wasmbench::report
