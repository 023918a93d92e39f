#pragma once

#include <wasmbench/core/runtime.hpp>

#include <filesystem>
#include <memory>
#include <optional>

namespace wasmbench::adapters {

/// Where the program is.
struct WasmtimeConfig {
    /// The program; nullopt: WASMBENCH_WASMTIME, PATH, then the wasmbench prefix.
    std::optional<std::filesystem::path> program;
};

/// Wasmtime by its command line: `wasmtime run` for core modules, `wasmtime serve` for wasi:http components.
///
/// Options (README.md tells why each is fair):
///  - `mode`: `jit` (default: compiles when it starts) or `aot` (`wasmtime compile` in the prepare phase,
///  then
///    `--allow-precompiled`).
///  - `cache`, with jit: the compilation cache. `off` (default), `empty` (on, and empty at each start) or
///  `full` (on,
///    and filled by a run in the prepare phase). Enforced: a start that found the cache in another state
///    fails with wrong_temperature.
///  - `reuse`, services: requests that one instance serves before it is replaced: 1 (default) to 4294967295,
///  or
///    `unlimited`, which is the same as the largest number.
///  - `pooling`: the pooling allocator `on`, `off` or, by `default`, as the command decides (`serve` has it,
///  `run` has
///    not).
///  - `port`, services: default a free one.
/// Thread safety: availability() is remembered under a lock; the rest is const.
std::unique_ptr<Runtime> make_wasmtime(WasmtimeConfig config = {});

} // namespace wasmbench::adapters
