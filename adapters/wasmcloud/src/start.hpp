#pragma once

#include "lattice.hpp"
#include "settings.hpp"

#include <wasmbench/core/instance.hpp>
#include <wasmbench/core/runtime.hpp>

namespace wasmbench::adapters::wasmcloud {

/// What one start is made of. The application's port is still open: it is found when NATS has its own.
struct Start {
    StartSpec spec;
    Settings settings;
    LatticePlan lattice;
    Application application;
};

/// Brings a lattice up, deploys to it, and waits for the first correct answer. A service is then an instance; a
/// program has answered, and its lattice has been taken down again. On failure nothing is left.
asio::awaitable<Result<InstancePtr>> run_start(RunContext& context, NatsPort& nats, Start start);

} // namespace wasmbench::adapters::wasmcloud
