#pragma once

#include <wasmbench/core/leftover.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/core/runtime.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::adapters {

/// Where the engine is, and its limits.
struct DockerConfig {
    /// The engine: "unix:///run/docker.sock". nullopt: DOCKER_HOST, then unix:///var/run/docker.sock. It is looked
    /// up at each use, so that an engine which a script starts later is found.
    std::optional<std::string> host;
    /// Whether "tcp://ADDRESS:PORT" is accepted too (without TLS). An engine elsewhere publishes its ports
    /// elsewhere: only for engines of this machine.
    bool allow_tcp = false;
    /// The command-line client of `via=cli`; nullopt: WASMBENCH_DOCKER, PATH, then the wasmbench prefix.
    std::optional<std::filesystem::path> cli;
    /// What the engine is granted for one answer, except where a row says more.
    std::chrono::milliseconds engine_limit{20000};
    /// What it is granted to build an image in the prepare phase.
    std::chrono::milliseconds build_limit{120000};
    /// What a destructor grants the engine to remove what is left: it blocks for that long at most.
    std::chrono::milliseconds removal_limit{20000};
};

/// Containers, by the Engine API over its socket. The image is made FROM scratch with the workload's artifact
/// for the target "native-static".
///
/// Options (README.md tells why each is fair):
///  - `via`: `api` (default) or `cli` (`docker run`, as the published study did it).
///  - `image`: `present` (default: built in the prepare phase) or `built` (the build is part of the start,
///    without a layer cache).
///  - `network`: services `published` (default: the port is published on 127.0.0.1) or `host`; programs
///    `bridge` (default), `none` or `host`.
///  - `cpus` ("0.5"), `memory` ("64m"; bytes, or k, m, g), `pids`: limits, part of the row's name. Without
///    them 4096 processes and seven eighths of the machine's memory, which only a program that runs away meets.
///  - `threads`, `port`: services; as the native adapter's.
///
/// Everything is labelled with its owner and removed: containers when they stop, fail, are cancelled or
/// destroyed; an image when the runtime object and all its instances are gone. What a killed harness left
/// is removed by the next one's prepare step, and by whoever asks for docker_leftovers().
/// Thread safety: availability() is remembered under a lock; the rest is used from the context's executor.
std::unique_ptr<Runtime> make_docker(DockerConfig config = {});

/// Containers, then images, that harnesses which have ended left at the engine: nothing of a living one, and nothing without
/// the label of an owner. Blocks; each call has `engine_limit`. Errors: that there is no engine, or that it does not answer.
Result<std::vector<Leftover>> docker_leftovers(DockerConfig const& config = {});

/// The control groups for its containers that they left, which need no engine to be found. They can be removed after the
/// containers.
std::vector<Leftover> docker_account_groups();

} // namespace wasmbench::adapters
