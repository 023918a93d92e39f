#pragma once

#include <wasmbench/core/runtime.hpp>

#include <filesystem>
#include <memory>
#include <optional>

namespace wasmbench::adapters {

/// Where the library is.
struct WasmtimeEmbeddedConfig {
    /// The folder with lib/libwasmtime.so and include/wasmtime.h of one version; nullopt:
    /// WASMBENCH_WASMTIME_C_API, then the wasmbench prefix.
    std::optional<std::filesystem::path> c_api;
};

/// Wasmtime in the harness's own process, through its C API: core modules (WASI preview 1) on a thread of
/// their own, and a handler component that is called once per request behind an HTTP server of the harness.
///
/// Options (README.md tells what each is for):
///  - `compiler`: `cranelift` (default) or `winch`.
///  - `allocator`: `on-demand` (default) or `pooling`.
///  - `start`: `compile` (default: the start compiles) or `deserialise` (compiled and serialised in the
///  prepare phase).
///  - `instances`, services: `new` (default: one for each request) or `reused` (one for each thread).
///  - `threads`, services: 1-1024; default as many as hardware threads.
///  - `port`, services: default a free one.
///
/// An instance has no process of its own: its ProcessTree is empty. The library is loaded when it is first
/// needed, at run time, and stays for the life of the process. Thread safety: availability() is remembered
/// under a lock; the rest is const.
std::unique_ptr<Runtime> make_wasmtime_embedded(WasmtimeEmbeddedConfig config = {});

} // namespace wasmbench::adapters
