#pragma once

#include <wasmbench/core/runtime.hpp>

#include <memory>

namespace wasmbench::adapters {

/// Runs a workload's native program directly: the row everything else is compared with.
///
/// Options: `threads` (1-1024, services only; default: one per online processor) and `port` (services only;
/// default: a free one). Mode native; instance policy one-shot for programs, long-lived for services.
std::unique_ptr<Runtime> make_native();

} // namespace wasmbench::adapters
