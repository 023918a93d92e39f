#pragma once

#include <wasmbench/core/command.hpp>
#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/workload.hpp>

#include <filesystem>

namespace wasmbench::plan {

/// One request by a curl of its own. It ends with 0 for a complete answer with a status below 400, whose body is
/// its output, and after `most_seconds` at the latest. No setting of the user's reaches it.
Command curl_command(std::filesystem::path const& curl, HttpEndpoint const& endpoint, Request const& request,
    double most_seconds);

} // namespace wasmbench::plan
