#pragma once

#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/core/result.hpp>

namespace wasmbench::plan {

/// One look at the resident sets, in bytes, as the published study took it: of the root process alone; of an
/// instance that has several parts, theirs added up, pages that they share counted in each. The Failure's stage
/// says in a clause why there is no figure.
Result<double> resident_snapshot(ProcessTree const& tree);

} // namespace wasmbench::plan
