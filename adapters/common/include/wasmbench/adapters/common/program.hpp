#pragma once

#include <wasmbench/core/availability.hpp>
#include <wasmbench/core/command.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/core/run_context.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::adapters {

/// Where a runtime's program is: the variable WASMBENCH_<NAME> (upper case, '-' as '_'), then PATH, then the
/// folder that scripts/runtimes installs to ($WASMBENCH_PREFIX, else $XDG_CACHE_HOME/wasmbench, else
/// ~/.cache/wasmbench, each with /bin). nullopt when it is nowhere. When the variable is set, only it counts.
std::optional<std::filesystem::path> find_program(std::string_view name);

struct ToolOutput {
    int exit_code = -1;
    std::string text; ///< stdout and stderr together, at most 64 KiB
};

/// Runs an untimed helper to its end and returns what it printed; nullopt when it cannot be started or does
/// not end within `limit` (it is then killed). Blocks. Never used on a timed path: that is Launcher's.
std::optional<ToolOutput> run_tool(std::filesystem::path const& program,
    std::vector<std::string> const& arguments, std::chrono::milliseconds limit);

/// Availability of a command-line runtime: found, and asked for its version ("--version", or `version_word` where it has
/// another) it says something with a number in it; its file is among `files`.
/// `fix` is the advice when it is not found. `chosen` overrides the search. Runs the program each time.
Availability program_availability(std::string_view name, std::optional<std::filesystem::path> const& chosen,
    std::string_view fix, std::string const& version_word = "--version");

/// The environment every runtime is started with: a plain PATH, C locale, and home and temporary folder
/// inside `scratch`, so that no user setting and no compilation cache of the user's leaks into a measurement.
std::vector<std::string> plain_environment(std::filesystem::path const& scratch);

/// The command of a runtime's program, found as program_availability() finds it, without arguments: plain environment, in
/// the run's scratch folder, output logged under its stem. Failure with errc::unavailable when there is none; `fix` is
/// the advice then.
Result<Command> installed_command(RunContext const& context, std::string_view name,
    std::optional<std::filesystem::path> const& chosen, std::string_view fix);

} // namespace wasmbench::adapters
