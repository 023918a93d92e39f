#pragma once

#include <string>

namespace wasmbench::adapters::wasmtime {

/// What Wasmtime wrote to its standard error, ordered so that the line that tells most is the last: the trap,
/// where there was one. `serve` goes on after a trap and complains about the missing response too, now before
/// and now after it.
std::string with_trap_last(std::string text);

} // namespace wasmbench::adapters::wasmtime
