#pragma once

#include "library.hpp"

#include <wasmbench/core/runtime.hpp>

#include <functional>

namespace wasmbench::adapters::wasmtime_embedded {

/// The runtime over a library that `load` gives, called once, when it is first needed.
std::unique_ptr<Runtime> make_over(std::function<Library()> load);

} // namespace wasmbench::adapters::wasmtime_embedded
