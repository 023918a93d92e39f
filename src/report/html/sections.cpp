#include "sections.hpp"

#include <wasmbench/report/html.hpp>

namespace wasmbench::report {

std::vector<Section> html_sections(Report const& report) {
    constexpr html::MakeSection in_order[] = {html::summary_section, html::figures_section,
        html::cold_start_section, html::latency_section, html::trials_section, html::memory_section,
        html::scaling_section, html::density_section, html::firewall_section, html::claims_section, html::ablation_section,
        html::ledger_section, html::problems_section, html::fairness_section, html::environment_section, html::commands_section};
    std::vector<Section> out;
    for (auto const make : in_order)
        if (auto section = make(report)) out.push_back(std::move(*section));
    return out;
}

} // namespace wasmbench::report
