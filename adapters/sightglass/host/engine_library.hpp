#pragma once

#include <wasmbench/adapters/common/bench_abi.h>

#include <string>

namespace wasmbench::adapters::sightglass {

/// The five functions of an engine's library.
struct EngineFunctions {
    decltype(&wasm_bench_create) create = nullptr;
    decltype(&wasm_bench_compile) compile = nullptr;
    decltype(&wasm_bench_instantiate) instantiate = nullptr;
    decltype(&wasm_bench_execute) execute = nullptr;
    decltype(&wasm_bench_free) free = nullptr;
};

/// Loads the library, for the life of the process. Says in `problem` what is wrong with it: it cannot be loaded, or a
/// function is missing.
EngineFunctions load_engine(char const* file, std::string& problem);

} // namespace wasmbench::adapters::sightglass
