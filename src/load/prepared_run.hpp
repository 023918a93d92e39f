#pragma once

#include <wasmbench/core/time.hpp>
#include <wasmbench/load/http_load.hpp>
#include <wasmbench/load/load_plan.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <string>

namespace wasmbench::load::detail {

/// See http_load.hpp. Read by all threads of a run, changed by none.
struct PreparedRun {
    LoadPlan plan;
    std::string request;           ///< the bytes that are written
    bool reuse_connections = true; ///< false: the request itself asks to close
    asio::ip::tcp::endpoint peer;
    Duration time_limit{}; ///< of the whole run, from its begin
};

} // namespace wasmbench::load::detail
