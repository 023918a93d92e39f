#pragma once

#include <wasmbench/core/clock.hpp>

#include <memory>

namespace wasmbench {

/// CLOCK_MONOTONIC.
std::unique_ptr<Clock> make_system_clock();

} // namespace wasmbench
