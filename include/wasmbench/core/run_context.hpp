#pragma once

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/clock.hpp>
#include <wasmbench/core/connector.hpp>
#include <wasmbench/core/diagnostics.hpp>
#include <wasmbench/core/launcher.hpp>
#include <wasmbench/core/process_identity.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace wasmbench {

/// What an adapter is given to work with: never a global. It must outlive every operation that was started
/// with it and every instance that came of one. Used from one executor (a strand or a single-threaded
/// io_context).
struct RunContext {
    asio::any_io_executor executor;
    Launcher& launcher;
    Connector& connector;
    Clock& clock;
    /// A folder that exists and belongs to this run: compiled artifacts, caches, sockets. The owner of the
    /// context removes it.
    std::filesystem::path scratch;
    /// Stem of the log files of this run's children ("logs/0007-wasmtime"); nullopt: output is not logged.
    std::optional<std::filesystem::path> log_stem;
    /// Called as soon as an instance's processes exist, before it is ready: lets a probe watch a one-shot. It
    /// runs on the start path, so it is empty when the start is timed.
    std::function<void(ProcessTree const&)> on_processes;
    /// Filled by the operation that failed last.
    Diagnostics diagnostics;
    /// The numeric address at which a server of this run listens and is reached: the loopback, or another where what is
    /// started has a network of its own. A runtime that keeps to it has Capability::own_network.
    std::string host = "127.0.0.1";
    /// "ADDRESS:PORT" of the store that runs beside this run's service, for a workload that needs one (Capability::store);
    /// empty: there is none.
    std::string store = {};
};

} // namespace wasmbench
