#pragma once

#include "prepared_run.hpp"
#include "tickets.hpp"

#include <atomic>
#include <cstddef>
#include <functional>

namespace wasmbench::load::detail {

/// What the threads of one run share. Between the phases stands a gate: no measured request is sent before
/// every connection is open and every warm-up request answered, so that neither is part of what is measured.
struct RunState {
    explicit RunState(PreparedRun const& p)
        : prepared(p)
        , warmup(p.plan.options.warmup_requests)
        , measured(p.plan.options.stop.requests)
        , not_ready(p.plan.options.connections) {}

    PreparedRun const& prepared;
    Tickets warmup;
    Tickets measured;
    std::atomic<std::size_t> not_ready; ///< connections that are still connecting or warming up
    std::function<void()> open_gate;    ///< called once, by the thread whose connection was ready last
    std::function<void()> abandon;      ///< stops all threads; from any of them
};

} // namespace wasmbench::load::detail
