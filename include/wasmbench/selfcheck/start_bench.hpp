#pragma once

#include <wasmbench/core/run_context.hpp>
#include <wasmbench/core/runtime.hpp>

#include <boost/asio/io_context.hpp>

#include <filesystem>

namespace wasmbench::selfcheck {

/// Starts instances one after another and waits for each: a harness in its smallest form, for what looks at starts alone.
///
/// Lifetime: the ports must outlive it, and it what it has started. Thread safety: none.
class StartBench {
public:
    /// `scratch` is an existing folder.
    StartBench(Launcher& launcher, Connector& connector, Clock& clock, std::filesystem::path scratch);

    /// Prepares and starts; it has given its first correct answer when this returns. Throws Error with the diagnostics of
    /// what failed.
    InstancePtr start(Runtime& runtime, Workload const& workload);

    /// From the launch to ready, in seconds; what was started has ended and is gone.
    double seconds_to_ready(Runtime& runtime, Workload const& workload);

private:
    asio::io_context io_;
    RunContext context_;
};

} // namespace wasmbench::selfcheck
