#include "code.hpp"

#include "api_failure.hpp"

#include <fstream>
#include <iterator>
#include <vector>

#include <sys/mman.h>

namespace wasmbench::adapters::wasmtime_embedded {
namespace {

namespace fs = std::filesystem;

// What an engine with the pooling allocator reserves by default (48.0.0: 3.9 TiB), with a margin.
constexpr std::size_t pool_reservation = std::size_t{5} << 40u;

bool address_space_has_room() {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS;
#ifdef MAP_NORESERVE
    flags |= MAP_NORESERVE;
#endif
    void* const p = ::mmap(nullptr, pool_reservation, PROT_NONE, flags, -1, 0);
    if (p == MAP_FAILED) return false;
    ::munmap(p, pool_reservation);
    return true;
}

Result<std::vector<std::uint8_t>> bytes_of(fs::path const& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return api_failure(errc::artifact_missing, "read", file.string(), {});
    std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(in), {}};
    return bytes;
}

template <class T>
Result<Handle<T>> compile(CApi const& api, fs::path const& file, void (*destroy)(T*), auto&& make) {
    auto const bytes = bytes_of(file);
    if (!bytes) return bytes.error();
    T* out = nullptr;
    if (auto* const error = make(bytes->data(), bytes->size(), &out))
        return api_failure(errc::command_failed, "compile", file.string(), take_words(api, error).text);
    return Handle<T>(out, destroy);
}

template <class T>
Result<Handle<T>> deserialise(
    CApi const& api, Engine* engine, fs::path const& file, void (*destroy)(T*), auto* make) {
    T* out = nullptr;
    if (auto* const error = make(engine, file.c_str(), &out))
        return api_failure(errc::command_failed, "deserialise", file.string(), take_words(api, error).text);
    return Handle<T>(out, destroy);
}

template <class T>
Result<void> write(
    CApi const& api, T const& code, fs::path const& out, ApiError* (*serialise_it)(T const*, Bytes*)) {
    Bytes bytes;
    if (auto* const error = serialise_it(&code, &bytes))
        return api_failure(errc::prepare_failed, "serialise", out.string(), take_words(api, error).text);
    std::ofstream file(out, std::ios::binary);
    file.write(bytes.data, static_cast<std::streamsize>(bytes.size)).flush();
    api.byte_vec_delete(&bytes);
    if (file.good()) return {};
    auto f = api_failure(errc::prepare_failed, "write the compiled file", out.string(), {});
    f.diagnostics.remedy = "check that the folder can be written and the disk has room";
    return f;
}

} // namespace

Result<Handle<Engine>> make_engine(CApi const& api, Settings const& settings) {
    if (settings.pooling && !address_space_has_room()) {
        Diagnostics d;
        d.stage = "make an engine with the pooling allocator";
        d.subject = "the address space has no room for its 5 TiB reservation";
        d.remedy = "raise the limit of virtual memory (ulimit -v), or use allocator=on-demand";
        return Failure{errc::unavailable, std::move(d)};
    }
    auto* const config = api.config_new();
    api.config_strategy_set(
        config, settings.compiler == Compiler::winch ? strategy_winch : strategy_cranelift);
    api.config_epoch_interruption_set(config, settings.interruptible);
    if (settings.pooling) {
        Handle<PoolingConfig> const pool(
            api.pooling_allocation_config_new(), api.pooling_allocation_config_delete);
        api.pooling_allocation_strategy_set(config, pool.get());
    }
    return Handle<Engine>(api.engine_new_with_config(config), api.engine_delete);
}

Result<Handle<Module>> compile_module(CApi const& api, Engine* engine, fs::path const& file) {
    return compile<Module>(
        api, file, api.module_delete, [&](auto const* data, std::size_t size, Module** out) {
            return api.module_new(engine, data, size, out);
        });
}
Result<Handle<Component>> compile_component(CApi const& api, Engine* engine, fs::path const& file) {
    return compile<Component>(
        api, file, api.component_delete, [&](auto const* data, std::size_t size, Component** out) {
            return api.component_new(engine, data, size, out);
        });
}
Result<Handle<Module>> deserialise_module(CApi const& api, Engine* engine, fs::path const& file) {
    return deserialise<Module>(api, engine, file, api.module_delete, api.module_deserialize_file);
}
Result<Handle<Component>> deserialise_component(CApi const& api, Engine* engine, fs::path const& file) {
    return deserialise<Component>(api, engine, file, api.component_delete, api.component_deserialize_file);
}

Result<void> serialise(CApi const& api, Module const& module, fs::path const& out) {
    return write(api, module, out, api.module_serialize);
}
Result<void> serialise(CApi const& api, Component const& component, fs::path const& out) {
    return write(api, component, out, api.component_serialize);
}

} // namespace wasmbench::adapters::wasmtime_embedded
