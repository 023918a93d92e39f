#pragma once

#include <wasmbench/core/runtime.hpp>

#include <filesystem>
#include <memory>
#include <optional>

namespace wasmbench::adapters {

/// Where the program is.
struct WasmedgeConfig {
    /// The program; nullopt: WASMBENCH_WASMEDGE, PATH, then the wasmbench prefix.
    std::optional<std::filesystem::path> program;
};

/// WasmEdge by its command line: `wasmedge run` for programs (target wasm32-wasi) and for services that make
/// their own sockets by its extension of WASI (target wasi-sockets).
///
/// Options (README.md tells why each is fair):
///  - `mode`: `interpreter` (default, as the command line has it), `jit` (`--enable-jit`: compiles the whole
///    module when it starts) or `aot` (`wasmedge compile` in the prepare phase).
///  - `port`, services: default a free one.
/// Thread safety: availability() is remembered under a lock; the rest is const.
std::unique_ptr<Runtime> make_wasmedge(WasmedgeConfig config = {});

} // namespace wasmbench::adapters
