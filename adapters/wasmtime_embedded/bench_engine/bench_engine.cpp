// libwasmbench_engine_wasmtime: Wasmtime behind the C interface of Sightglass, for its suites and for adapters/sightglass.
// Wasmtime's own library is found as the adapter finds it.
#include "bench_state.hpp"

#include "../src/library.hpp"

#include <cstdio>
#include <exception>
#include <stdexcept>

namespace {

using namespace wasmbench::adapters::wasmtime_embedded;

BenchState& state_of(void* state) {
    return *static_cast<BenchState*>(state);
}

// No exception leaves through the interface.
template <class F>
int answer(F&& step) noexcept {
    try {
        step();
        return 0;
    } catch (std::exception const& e) {
        std::fprintf(stderr, "wasmbench_engine_wasmtime: %s\n", e.what());
        return -1;
    }
}

} // namespace

extern "C" {

[[gnu::visibility("default")]] int wasm_bench_create(WasmBenchConfig config, void** out) {
    return answer([&] {
        auto const library = load_library({});
        if (!library.api)
            throw std::runtime_error(library.availability.reason + " (" + library.availability.fix + ")");
        *out = new BenchState(library.api, config);
    });
}

[[gnu::visibility("default")]] int wasm_bench_compile(void* state, std::uint8_t const* wasm, std::size_t size) {
    return answer([&] { state_of(state).compile(wasm, size); });
}

[[gnu::visibility("default")]] int wasm_bench_instantiate(void* state) {
    return answer([&] { state_of(state).instantiate(); });
}

[[gnu::visibility("default")]] int wasm_bench_execute(void* state) {
    return answer([&] { state_of(state).execute(); });
}

[[gnu::visibility("default")]] void wasm_bench_free(void* state) {
    delete static_cast<BenchState*>(state);
}
}
