#pragma once

#include <wasmbench/core/runtime.hpp>

#include <cstdint>
#include <optional>

namespace wasmbench::adapters::wasmcloud {

/// What is there before a start is timed.
enum class Cold {
    application, ///< the lattice: NATS, wadm and host run, nothing is deployed
    lattice      ///< nothing
};

/// Who serves HTTP.
enum class Provider { process, builtin };

struct Settings {
    Cold cold = Cold::application;
    Provider provider = Provider::process;
    std::optional<std::uint16_t> port;
    bool service = true; ///< false: a program, requested once

    friend bool operator==(Settings const&, Settings const&) = default;
};

/// Throws Error(invalid_option).
Settings read_options(Workload const&, Options const&);
RowTraits traits(Settings const&);

} // namespace wasmbench::adapters::wasmcloud
