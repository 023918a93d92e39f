#pragma once

#include <wasmbench/core/launcher.hpp>
#include <wasmbench/core/result.hpp>

#include <chrono>
#include <string>

namespace wasmbench::net {

/// What a helper has printed.
struct ToolOutput {
    std::string out; ///< standard output
    std::string err; ///< standard error: of a helper that succeeded too
};

/// Runs an untimed helper to its end and gives what it printed; blocks. Errors: the launcher's, and command_failed with
/// its last words when it does not exit with 0 within `limit`; `stage` is for the message.
Result<ToolOutput> run_tool(
    Launcher& launcher, Command const& command, std::string stage, std::chrono::milliseconds limit);

} // namespace wasmbench::net
