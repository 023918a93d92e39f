#pragma once

#include "engine.hpp"

#include <wasmbench/core/leftover.hpp>

#include <vector>

namespace wasmbench::adapters::docker {

/// The containers, then the images, at this engine whose label names a harness that has ended. `remove` asks the engine, for
/// at most its limit. Errors: those of the calls.
asio::awaitable<Result<std::vector<Leftover>>> find_leftovers(Engine engine);

/// Those of find_leftovers, one after the other. What cannot be removed is left to the next one: it must not stop a
/// measurement.
asio::awaitable<Result<void>> remove_leftovers(Engine engine);

} // namespace wasmbench::adapters::docker
