#pragma once

#include "nats_port.hpp"
#include "tools.hpp"

#include <wasmbench/core/runtime.hpp>

#include <memory>

namespace wasmbench::adapters::wasmcloud {

/// The adapter over parts that were found already, and over any NATS: for tests.
std::unique_ptr<Runtime> make_over(Tools tools, std::unique_ptr<NatsPort> nats);

} // namespace wasmbench::adapters::wasmcloud
