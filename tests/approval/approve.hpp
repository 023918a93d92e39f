#pragma once

#include <string>
#include <string_view>

namespace wasmbench::testing {

/// Compares `actual` with tests/approval/approved/<name>. When they differ, or there is no such file,
/// `actual` is written to <build>/approval/<name>.received, and what differs is returned together with the
/// command that approves it; an empty text when they are equal. The line ends of the files are those of the
/// text: nothing is normalised.
std::string difference_from_approved(std::string const& name, std::string_view actual);

} // namespace wasmbench::testing
