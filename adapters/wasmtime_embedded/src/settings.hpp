#pragma once

#include <wasmbench/core/runtime.hpp>

#include <cstdint>
#include <optional>

namespace wasmbench::adapters::wasmtime_embedded {

enum class Compiler { cranelift, winch };

struct Settings {
    Compiler compiler = Compiler::cranelift;
    bool pooling = false;
    bool deserialise = false;
    bool interruptible = true;         ///< with epoch checks in the code; not one of the adapter's options
    bool reuse = false;                ///< services
    std::optional<unsigned> threads;   ///< services; nullopt: hardware threads
    std::optional<std::uint16_t> port; ///< services
};

/// Throws Error(invalid_option).
Settings read_options(Workload const&, Options const&);
RowTraits traits(Workload const&, Settings const&);

/// Whether `workload` is served over HTTP rather than run to its end.
bool is_service(Workload const& workload);

} // namespace wasmbench::adapters::wasmtime_embedded
