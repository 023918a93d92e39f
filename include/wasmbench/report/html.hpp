#pragma once

#include <wasmbench/report/report.hpp>
#include <wasmbench/report/section.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::report {

/// report.html: one file that needs no other, no network and, to be read, no JavaScript. All text of the
/// report is escaped, and the page's content security policy forbids every script but its own.
std::string to_html(Report const& report);

/// The sections of to_html(), in order. A section for which there is nothing to say is left out, or says so
/// in a line where a reader would look for it.
std::vector<Section> html_sections(Report const& report);

/// A page of these sections, for whoever adds some of their own.
std::string to_html(Report const& report, std::span<Section const> sections);

/// Text that stays text, between tags and in attributes: no markup, no control characters.
std::string html_escaped(std::string_view raw);

} // namespace wasmbench::report
