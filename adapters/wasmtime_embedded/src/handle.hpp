#pragma once

#include <memory>

namespace wasmbench::adapters::wasmtime_embedded {

/// Something of the library, with the function that gives it back: `Handle<Engine>(api.engine_new(...),
/// api.engine_delete)`.
template <class T>
using Handle = std::unique_ptr<T, void (*)(T*)>;

} // namespace wasmbench::adapters::wasmtime_embedded
