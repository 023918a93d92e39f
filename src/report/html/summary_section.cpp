#include "elements.hpp"
#include "sections.hpp"

namespace wasmbench::report::html {

std::optional<Section> summary_section(Report const& report) {
    return Section{"summary", "In words", bullet_list(report.summary)};
}

} // namespace wasmbench::report::html
