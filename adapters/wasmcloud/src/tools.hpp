#pragma once

#include <wasmbench/adapters/wasmcloud.hpp>
#include <wasmbench/core/availability.hpp>

#include <filesystem>
#include <optional>

namespace wasmbench::adapters::wasmcloud {

/// The parts of wasmCloud on this machine.
struct Tools {
    Availability availability; ///< the version is the host's
    // Set when usable.
    std::filesystem::path nats_server;
    std::filesystem::path wadm;
    std::filesystem::path host;
    std::filesystem::path provider;
    bool builtin_server = false; ///< the host can be told to serve HTTP itself
};

/// The oldest wadm that was tried. What an older one does is not known, so it is refused.
inline constexpr std::string_view wadm_minimum = "0.21";

/// Looks for all of them and asks each for its version. Blocks, bounded in time.
Tools find_tools(WasmcloudConfig const&);

} // namespace wasmbench::adapters::wasmcloud
