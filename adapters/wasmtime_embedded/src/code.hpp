#pragma once

#include "c_api.hpp"
#include "handle.hpp"
#include "settings.hpp"

#include <wasmbench/core/result.hpp>

#include <filesystem>

namespace wasmbench::adapters::wasmtime_embedded {

/// An engine of these settings. Error: unavailable when the address space has no room for the pooling
/// allocator (the library would end the whole process).
Result<Handle<Engine>> make_engine(CApi const& api, Settings const& settings);

// Code of the two kinds, compiled from a .wasm or mapped from what serialise() wrote. Errors are
// command_failed with Wasmtime's words. All block.
Result<Handle<Module>> compile_module(CApi const& api, Engine* engine, std::filesystem::path const& file);
Result<Handle<Component>> compile_component(
    CApi const& api, Engine* engine, std::filesystem::path const& file);
Result<Handle<Module>> deserialise_module(CApi const& api, Engine* engine, std::filesystem::path const& file);
Result<Handle<Component>> deserialise_component(
    CApi const& api, Engine* engine, std::filesystem::path const& file);

Result<void> serialise(CApi const& api, Module const& module, std::filesystem::path const& out);
Result<void> serialise(CApi const& api, Component const& component, std::filesystem::path const& out);

} // namespace wasmbench::adapters::wasmtime_embedded
