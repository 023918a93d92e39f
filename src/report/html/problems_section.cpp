#include "elements.hpp"
#include "sections.hpp"

namespace wasmbench::report::html {

std::optional<Section> problems_section(Report const& report) {
    auto html = report.problems.empty()
                    ? paragraph("Nothing failed, nothing was skipped, nothing was discarded.")
                    : bullet_list(report.problems);
    return Section{"problems", "Skipped, failed and discarded", std::move(html)};
}

} // namespace wasmbench::report::html
