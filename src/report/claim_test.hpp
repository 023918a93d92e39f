#pragma once

#include "claim_rows.hpp"

#include <wasmbench/report/claims.hpp>

#include <vector>

namespace wasmbench::report {

/// One test by itself: effect, interval and p-value; `holds` or `fails` where the interval lies on one side, before
/// any correction for the number of tests.
TestOutcome run_test(RatioTest const& test, std::vector<ClaimRow> const& rows);
TestOutcome run_test(StateTest const& test, std::vector<ClaimRow> const& rows);

} // namespace wasmbench::report
