#pragma once

#include "../src/c_api.hpp"
#include "../src/code.hpp"
#include "../src/handle.hpp"
#include "../src/settings.hpp"

#include <wasmbench/adapters/common/bench_abi.h>

#include <memory>
#include <string>

namespace wasmbench::adapters::wasmtime_embedded {

/// One state of the interface in bench_abi.h over Wasmtime's C API. Each step but the first throws
/// std::runtime_error with Wasmtime's words when it fails, and std::logic_error when it is out of turn.
class BenchState {
public:
    /// Flags, in words apart by blanks: `compiler=winch`, `allocator=pooling`; others are refused. Makes the engine.
    /// Throws std::runtime_error for a flag, a library that is not there, a folder that is not one.
    BenchState(std::shared_ptr<CApi const> api, WasmBenchConfig const& config);

    void compile(std::uint8_t const* wasm, std::size_t size);
    void instantiate();
    void execute();

private:
    static Trap* begin(void* state, Caller*, Val const*, std::size_t, Val*, std::size_t);
    static Trap* end(void* state, Caller*, Val const*, std::size_t, Val*, std::size_t);
    void define(char const* name, HostFunction function);
    Handle<WasiConfig> make_wasi() const;

    std::shared_ptr<CApi const> api_;
    WasmBenchConfig config_;
    std::string folder_, output_, errors_, input_;
    Handle<Engine> engine_;
    Handle<Linker> linker_;
    Handle<Module> module_;
    Handle<Store> store_;
    ModuleInstance instance_;
};

} // namespace wasmbench::adapters::wasmtime_embedded
