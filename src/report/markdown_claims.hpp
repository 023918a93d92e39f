#pragma once

#include <wasmbench/report/claim_verdict.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::report {

/// The section "Claims ledger": a table with a line per claim, a sentence per claim, and every test with links to
/// the tables of its rows. Empty without claims.
std::string claims_markdown(std::vector<ClaimVerdict> const& verdicts);

/// The anchor that GitHub gives a heading: lower case, spaces as '-', without punctuation.
std::string heading_anchor(std::string_view heading);

} // namespace wasmbench::report
