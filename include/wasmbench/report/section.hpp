#pragma once

#include <string>

namespace wasmbench::report {

/// A part of report.html.
struct Section {
    std::string id;    ///< letters, digits and '-', unique in the page
    std::string title; ///< plain text
    std::string html;  ///< what follows the heading; whoever makes it escapes it
};

} // namespace wasmbench::report
