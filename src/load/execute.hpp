#pragma once

#include "prepared_run.hpp"
#include "run_control.hpp"

#include <wasmbench/load/load_result.hpp>

namespace wasmbench::load::detail {

/// Does one run and blocks until its threads have ended. `control` may stop it from any thread. Throws what a
/// worker threw, std::system_error when a thread cannot be started, std::logic_error when the counts do not
/// balance.
LoadResult execute(PreparedRun const& prepared, RunControl& control);

} // namespace wasmbench::load::detail
