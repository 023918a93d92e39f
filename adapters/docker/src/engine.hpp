#pragma once

#include "engine_client.hpp"

#include <wasmbench/core/availability.hpp>

#include <chrono>
#include <string>

namespace wasmbench::adapters::docker {

/// An engine that has answered, and what it said of itself.
struct Engine {
    EngineClient client;
    std::string version;       ///< "20.10.24+dfsg1"
    std::string api;           ///< prefix of every call's path
    std::string cgroup_driver; ///< "cgroupfs", "systemd"; empty when it did not say
    std::chrono::milliseconds limit{20000};
};

inline constexpr std::string_view install_advice = "./scripts/runtimes install docker";

/// Asks the engine who it is.
asio::awaitable<Result<Engine>> ask_engine(EngineAddress address, std::chrono::milliseconds limit);

/// The address of this machine on the bridge that containers are connected to: where they reach what listens outside. Empty
/// where the engine names none (no bridge, or one without an IPv4 network).
asio::awaitable<Result<std::string>> ask_gateway(Engine engine);

/// A call whose answer must have a status of success; `code` and `stage` are for the failure otherwise.
asio::awaitable<Result<EngineAnswer>> call_ok(
    Engine const& engine, EngineRequest request, Duration limit, errc code, std::string stage);

/// Builds an image of `program` alone. Errors: prepare_failed with the engine's words.
asio::awaitable<Result<std::string>> build_image(Engine const& engine, std::string tag,
    std::filesystem::path program, Labels labels, Duration limit);

} // namespace wasmbench::adapters::docker
