#pragma once

#include <wasmbench/report/report.hpp>
#include <wasmbench/report/section.hpp>

#include <optional>

/// The sections of report.html, one file each. To add one: write such a function in a file of its own,
/// declare it here, and name it in sections.cpp where it belongs. nullopt: the campaign has nothing of this
/// kind and no reader looks for it.
namespace wasmbench::report::html {

using MakeSection = std::optional<Section> (*)(Report const&);

std::optional<Section> summary_section(Report const& report);
std::optional<Section> figures_section(Report const& report);
std::optional<Section> cold_start_section(Report const& report);
std::optional<Section> latency_section(Report const& report);
std::optional<Section> trials_section(Report const& report);
std::optional<Section> memory_section(Report const& report);
std::optional<Section> scaling_section(Report const& report);
std::optional<Section> density_section(Report const& report);
std::optional<Section> firewall_section(Report const& report);
std::optional<Section> claims_section(Report const& report);
std::optional<Section> ablation_section(Report const& report);
std::optional<Section> ledger_section(Report const& report);
std::optional<Section> problems_section(Report const& report);
std::optional<Section> fairness_section(Report const& report);
std::optional<Section> environment_section(Report const& report);
std::optional<Section> commands_section(Report const& report);

} // namespace wasmbench::report::html
