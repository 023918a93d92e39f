#pragma once

#include <wasmbench/adapters/command/runtime_description.hpp>
#include <wasmbench/core/runtime.hpp>

#include <memory>

namespace wasmbench::adapters {

/// A runtime that is driven as `description` says, without code of its own.
///
/// Options:
///  - `mode`: a mode of the description by its name; default the first that runs such a workload.
///  - `port`, services: default a free one.
/// What no mode can run is not in capabilities(), so its rows are skipped with the reason that the
/// description gives (why_not). A mode that cannot run what another can throws Error(unsupported) in
/// describe(). Availability::files holds the program, the description's own file, so that a record says by
/// which it was measured, and what the description lists.
///
/// Thread safety: availability() is remembered under a lock; the rest is const.
std::unique_ptr<Runtime> make_command(RuntimeDescription description);

} // namespace wasmbench::adapters
