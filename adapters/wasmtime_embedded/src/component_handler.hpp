#pragma once

#include "c_api.hpp"
#include "handle.hpp"
#include "interrupt.hpp"

#include <wasmbench/core/result.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace wasmbench::adapters::wasmtime_embedded {

/// A component that exports `handle: func(target: string) -> tuple<u16, string>` and imports nothing, ready
/// to be instantiated. Thread-safe once made. `api` and the engine must outlive it.
class HandlerComponent {
public:
    static Result<HandlerComponent> make(
        CApi const& api, Engine* engine, Handle<Component> component, std::filesystem::path const& file);

private:
    friend class HandlerInstances;
    HandlerComponent(CApi const& api, Engine* engine, Handle<Component> component, Handle<ExportIndex> handle)
        : api_(&api)
        , engine_(engine)
        , component_(std::move(component))
        , handle_(std::move(handle))
        , linker_(api.component_linker_new(engine), api.component_linker_delete) {}

    CApi const* api_;
    Engine* engine_;
    Handle<Component> component_;
    Handle<ExportIndex> handle_;
    Handle<ComponentLinker> linker_;
};

struct HandlerAnswer {
    std::uint16_t status = 0;
    std::string body;
};

/// The instances of one thread: a new one for each call, or one for all calls until a call fails.
class HandlerInstances {
public:
    /// `interrupt` is looked at for each new instance, and must outlive this.
    HandlerInstances(HandlerComponent const& component, Interrupt const& interrupt, bool reuse)
        : component_(component)
        , interrupt_(interrupt)
        , reuse_(reuse)
        , store_(nullptr, component.api_->store_delete) {}

    /// Makes the instance that calls will meet, before the first call.
    Result<void> instantiate();
    /// The answer, or Wasmtime's words (a trap, a result of another type).
    Result<HandlerAnswer> call(std::string_view target);

private:
    Result<HandlerAnswer> call_instance(std::string_view target);

    HandlerComponent const& component_;
    Interrupt const& interrupt_;
    bool reuse_;
    Handle<Store> store_; ///< with the instance in it; empty: none yet
    ComponentFunc handle_;
};

} // namespace wasmbench::adapters::wasmtime_embedded
