#pragma once

#include "docker_instance.hpp"

#include <wasmbench/core/command.hpp>
#include <wasmbench/core/runtime.hpp>

#include <memory>
#include <optional>

namespace wasmbench::adapters::docker {

/// What a start works with. `build_context` is the folder that `docker build` is given, empty unless the client
/// builds.
struct Start {
    std::unique_ptr<DockerInstance> instance;
    StartSpec const& spec;
    HttpEndpoint endpoint;        ///< of a service
    std::optional<Command> cli;   ///< `docker` without arguments: go by the client
    std::filesystem::path build_context;
};

/// From launch to the first correct answer, or to a program's end; on failure and cancellation everything that was
/// made is removed before it completes. `start.spec` must live until then.
asio::awaitable<Result<InstancePtr>> run_start(RunContext& context, Start start);

} // namespace wasmbench::adapters::docker
