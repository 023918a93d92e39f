#pragma once

#include "peer.hpp"

#include <wasmbench/core/time.hpp>
#include <wasmbench/load/http_load.hpp>
#include <wasmbench/load/load_plan.hpp>
#include <wasmbench/load/request_source.hpp>

namespace wasmbench::load::detail {

/// See http_load.hpp. Read by all threads of a run, changed by none.
struct PreparedRun {
    LoadPlan plan;
    RequestSourceFactory source; ///< never empty
    Peer peer;
    Duration time_limit{}; ///< of the whole run, from its begin
};

} // namespace wasmbench::load::detail
