#include "engine_library.hpp"

#include <type_traits>

#include <dlfcn.h>

namespace wasmbench::adapters::sightglass {

EngineFunctions load_engine(char const* file, std::string& problem) {
    EngineFunctions engine;
    void* const handle = ::dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        auto const* const why = ::dlerror();
        problem = why ? why : "it cannot be loaded";
        return engine;
    }
    auto find = [&](auto*& function, char const* name) {
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(handle, name));
        if (!function) problem += (problem.empty() ? "it has no function " : ", ") + std::string(name);
    };
    find(engine.create, "wasm_bench_create");
    find(engine.compile, "wasm_bench_compile");
    find(engine.instantiate, "wasm_bench_instantiate");
    find(engine.execute, "wasm_bench_execute");
    find(engine.free, "wasm_bench_free");
    return engine;
}

} // namespace wasmbench::adapters::sightglass
