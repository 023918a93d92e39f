#pragma once

#include "c_api.hpp"

#include <mutex>

namespace wasmbench::adapters::wasmtime_embedded {

/// A request, from any thread, that Wasm code end. The thread that runs the code sets its store's epoch
/// deadline to 1 and then looks at requested(): a request that it does not see comes after the deadline was
/// set, and trips it.
///
/// Thread-safe.
class Interrupt {
public:
    /// Code of `engine` runs until release(). The engine must live until then.
    void watch(CApi const& api, Engine const* engine) {
        std::lock_guard const lock(mutex_);
        api_ = &api;
        engine_ = engine;
    }
    void release() {
        std::lock_guard const lock(mutex_);
        engine_ = nullptr;
    }
    void request() {
        std::lock_guard const lock(mutex_);
        requested_ = true;
        if (engine_) api_->engine_increment_epoch(engine_);
    }
    bool requested() const {
        std::lock_guard const lock(mutex_);
        return requested_;
    }

private:
    mutable std::mutex mutex_;
    CApi const* api_ = nullptr;
    Engine const* engine_ = nullptr;
    bool requested_ = false;
};

/// Watches an engine for the length of a scope.
class InterruptScope {
public:
    InterruptScope(Interrupt& interrupt, CApi const& api, Engine const* engine)
        : interrupt_(interrupt) {
        interrupt_.watch(api, engine);
    }
    ~InterruptScope() { interrupt_.release(); }
    InterruptScope(InterruptScope const&) = delete;
    InterruptScope& operator=(InterruptScope const&) = delete;

private:
    Interrupt& interrupt_;
};

} // namespace wasmbench::adapters::wasmtime_embedded
