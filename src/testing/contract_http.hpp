#pragma once

#include "contract_bench.hpp"

#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/instance.hpp>
#include <wasmbench/core/workload.hpp>

#include <cstdint>
#include <string>

namespace wasmbench::testing::detail {

/// One request over a connection of its own; the body of the answer. Throws CheckFailed unless it is a
/// complete 200 within five seconds.
std::string fetch(Bench& bench, HttpEndpoint const& endpoint, Request const& request);

/// The instance's endpoint. Throws CheckFailed unless it is HTTP and has a port.
HttpEndpoint http_endpoint(Instance const& instance);

/// Throws CheckFailed unless the n-th request of `workload` is answered correctly.
void expect_answer(Bench& bench, Instance const& instance, Workload const& workload, std::uint64_t n);

/// Throws CheckFailed unless one can listen at the endpoint.
void require_free(Bench& bench, HttpEndpoint const& endpoint);

} // namespace wasmbench::testing::detail
