#pragma once

#include <wasmbench/adapters/common/readiness.hpp>
#include <wasmbench/core/command.hpp>
#include <wasmbench/core/instance.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/core/run_context.hpp>
#include <wasmbench/core/runtime.hpp>

#include <boost/asio/awaitable.hpp>

#include <csignal>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace wasmbench::adapters {

/// Where a server of this start shall listen: at the context's address, on `fixed` or on a free port.
Result<HttpEndpoint> local_endpoint(RunContext& context, std::optional<std::uint16_t> fixed);

// The three ways in which an adapter that drives a command-line program uses it. All are coroutines for
// complete_with(); terminal cancellation kills and reaps what was started. On failure nothing is left
// running, and the diagnostics hold the command, how it ended and its last words.

/// Launches a server and waits for its first correct answer at `endpoint`. The instance's only root process
/// is the child, with `role`. `over_when_accepting`: see ReadyWatch; by default the workload's own code
/// listens. `stop_signal`: by which the instance is asked to end.
asio::awaitable<Result<InstancePtr>> start_server(RunContext& context, Command command, HttpEndpoint endpoint,
    Role role, StartSpec const& spec, StartPhase over_when_accepting = StartPhase::instantiate,
    int stop_signal = SIGTERM);

/// Runs a program to its end and checks its output against the workload: the instance is a finished one-shot.
/// `program_output` takes out of the standard output what the runtime itself wrote there, and may put the moments
/// that it tells of on the timeline; empty: all of it is the program's. A Failure of it is one of the start.
asio::awaitable<Result<InstancePtr>> run_once(RunContext& context, Command command, Role role,
    StartSpec const& spec, std::function<Result<std::string>(std::string, Timeline&)> program_output = {});

/// Runs a step of a preparation (a compiler) to its end; fails with prepare_failed unless it exits with 0.
asio::awaitable<Result<ExitReport>> run_step(
    RunContext& context, Command command, std::string stage, std::chrono::milliseconds limit);

} // namespace wasmbench::adapters
