#pragma once

#include <wasmbench/report/claim_verdict.hpp>

#include <string>
#include <vector>

namespace wasmbench::report {

/// "Of 24 claims 10 are confirmed, 6 refuted, ...": what came of all of them. Empty without claims.
std::string ledger_sentence(std::vector<ClaimVerdict> const& verdicts);

/// What came of one, in one sentence with its effect, interval and n; of what is not decided, the reason.
std::string claim_sentence(ClaimVerdict const& verdict);

/// "5.37 [5.12, 5.61]", the effect and its interval; "-" without an interval.
std::string effect_text(TestOutcome const& t);

/// The test that a reader asks for first: of a refuted claim the first that fails, else the first that has an
/// interval; null when none has.
TestOutcome const* deciding_test(ClaimVerdict const& verdict);

} // namespace wasmbench::report
