#pragma once

#include <wasmbench/report/chart.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::report {

/// "latency-cdf-http_service-state": safe in file names and ids. Workloads whose names differ in other
/// characters alone are told apart by a number.
std::string chart_name(std::string_view subject, Report const& report, std::span<Row const> rows);

/// "24.3 ms [23.9, 25.1], n=12, 2 disturbed": what stands beside everything that is drawn.
std::string figure_note(Quantity q, Figure const& f, std::uint32_t disturbed);

/// ", 2 disturbed"; empty for none.
std::string disturbed_note(std::size_t disturbed);

/// A BarPlot::axis_end for these bars, if one is needed; `text` of the chart then has to say what an arrow
/// is.
std::optional<double> axis_end_for(std::vector<BarPlot::Bar> const& bars, std::string& text);

/// "cold start, ms"; the column "cold_start_seconds".
Axis axis_of(Quantity q, AxisScale scale);

} // namespace wasmbench::report
