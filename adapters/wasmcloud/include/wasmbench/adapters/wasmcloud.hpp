#pragma once

#include <wasmbench/core/runtime.hpp>

#include <filesystem>
#include <memory>
#include <optional>

namespace wasmbench::adapters {

/// Where wasmCloud's parts are. Each nullopt: the variable named after it, then PATH, then the wasmbench
/// prefix.
struct WasmcloudConfig {
    std::optional<std::filesystem::path> host;        ///< `wasmcloud`, WASMBENCH_WASMCLOUD
    std::optional<std::filesystem::path> wadm;        ///< `wadm`, WASMBENCH_WADM
    std::optional<std::filesystem::path> nats_server; ///< `nats-server`, WASMBENCH_NATS_SERVER
    /// The HTTP server provider as an archive, `http-server.par.gz`; WASMBENCH_WASMCLOUD_PROVIDER, then
    /// share/wasmcloud of the prefix. Not searched for on PATH.
    std::optional<std::filesystem::path> provider;
};

/// wasmCloud 1.x: a lattice of its own for each instance, that is nats-server, wadm, the host and the HTTP
/// provider on free loopback ports with folders of their own, deployed to by wadm's API over NATS.
///
/// Options (README.md tells why each is fair):
///  - `cold`: `application` (default: the lattice is brought up first, and the start is deploy to first
///    answer) or `lattice` (the start is everything, from nothing).
///  - `provider`: `process` (default) or `builtin` (the host's own HTTP server; describe() refuses it where
///    the installed host was built without).
///  - `port`: of the HTTP server; default a free one.
/// A program (a workload without an endpoint) is a component that is deployed, requested once, and answers
/// with what the program would have printed.
///
/// Thread safety: availability() and what the host can do are remembered under a lock; the rest is const.
std::unique_ptr<Runtime> make_wasmcloud(WasmcloudConfig config = {});

} // namespace wasmbench::adapters
