#pragma once

#include <wasmbench/core/runtime.hpp>

#include <filesystem>
#include <memory>
#include <optional>

/// Runs core modules ("wasm32-wasi") with the command `wazero run`: programs only, it has no HTTP server.
///
/// Option: `mode`, `jit` (default) or `interpreter`. `program` overrides where wazero is looked for: WASMBENCH_WAZERO, then
/// PATH, then the wasmbench prefix.
std::unique_ptr<wasmbench::Runtime> make_wazero(std::optional<std::filesystem::path> program = {});
