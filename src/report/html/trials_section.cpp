#include "elements.hpp"
#include "sections.hpp"

namespace wasmbench::report::html {

std::optional<Section> trials_section(Report const& report) {
    auto const charts = trial_charts(report);
    if (charts.empty())
        return Section{"trials", "Every trial", paragraph("No trial of this campaign counts.")};
    return Section{"trials", "Every trial", chart_figures(charts)};
}

} // namespace wasmbench::report::html
