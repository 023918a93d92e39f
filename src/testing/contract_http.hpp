#pragma once

#include "contract_bench.hpp"

#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/workload.hpp>

#include <string>

namespace wasmbench::testing::detail {

/// One request over a connection of its own; the body of the answer. Throws CheckFailed unless it is a
/// complete 200 within five seconds.
std::string fetch(Bench& bench, HttpEndpoint const& endpoint, Request const& request);

} // namespace wasmbench::testing::detail
