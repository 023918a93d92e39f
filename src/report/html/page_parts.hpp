#pragma once

#include <string>
#include <string_view>

namespace wasmbench::report::html {

/// The page's style sheet, that of the drawings included.
std::string page_style();

/// The only script: a click on a column's head sorts by it. The page is whole without it.
std::string_view page_script();

/// Of page_script(), as a content security policy writes it: 'sha256-...' in base64.
std::string_view page_script_hash();

} // namespace wasmbench::report::html
