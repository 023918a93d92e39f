#pragma once

#include "engine_answers.hpp"

#include <wasmbench/core/process_identity.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wasmbench::adapters::docker {

/// What of a container and its engine can be seen from here:
///  - "container" (workload): its first process;
///  - "shim" (runtime_host): that one's parent, which containerd started for it;
///  - "proxy" (runtime_host): the engine's docker-proxy for `published_port`, where there is one (0: none);
///  - "dockerd" and "containerd" (shared_daemon).
/// `engine` is EngineClient::listener_pid(). Without roots when the container's process is not of this process
/// namespace (an engine in a virtual machine): its number would be somebody else's.
ProcessTree container_processes(
    ContainerState const& state, std::optional<int> engine, std::uint16_t published_port);

/// Kills the shim of container `id` and what it started: for a container whose engine has gone. Sees only what this
/// process namespace and this user's rights let it.
void kill_orphans_of(std::string_view id);

/// Of a /proc/PID/cmdline: whether it is docker-proxy's for this port of the host.
bool is_proxy_for(std::string_view cmdline, std::uint16_t port);

} // namespace wasmbench::adapters::docker
