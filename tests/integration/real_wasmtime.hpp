#pragma once

#include "real_runtime.hpp"

#include <wasmbench/adapters/wasmtime.hpp>

namespace wasmbench::tests {

inline std::unique_ptr<Runtime> real_wasmtime() {
    return real(adapters::make_wasmtime());
}

} // namespace wasmbench::tests
