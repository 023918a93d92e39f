#pragma once

#include <wasmbench/core/availability.hpp>
#include <wasmbench/core/command.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/core/run_context.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::adapters {

/// Where a runtime's program is: the variable WASMBENCH_<NAME> (upper case, '-' as '_'), then PATH, then the
/// folder that scripts/runtimes installs to ($WASMBENCH_PREFIX, else $XDG_CACHE_HOME/wasmbench, else
/// ~/.cache/wasmbench), there bin/. nullopt when it is nowhere. When the variable is set, only it counts.
std::optional<std::filesystem::path> find_program(std::string_view name);

/// The folder that scripts/runtimes installs to; nullopt when not even a home folder is known.
std::optional<std::filesystem::path> runtimes_prefix();

/// What a tool that ran to its end has printed.
struct ToolOutput {
    int exit_code = -1;
    std::string text; ///< stdout and stderr together, at most 64 KiB
};

/// Runs an untimed helper to its end and returns what it printed; nullopt when it cannot be started or does
/// not end within `limit` (it is then killed). Blocks. Never used on a timed path: that is Launcher's.
std::optional<ToolOutput> run_tool(std::filesystem::path const& program,
    std::vector<std::string> const& arguments, std::chrono::milliseconds limit);

/// The first word that begins at a digit: "wasmtime 48.0.8 (abc 2026-01-01)" -> "48.0.8"; empty when there is none.
std::string first_number_word(std::string_view printed);

/// How a program is asked for its version.
struct VersionQuestion {
    std::vector<std::string> arguments{"--version"};
    /// The version in what it printed; empty: there is none in it.
    std::function<std::string(std::string_view printed)> version_in = first_number_word;
};

/// Availability of a command-line runtime: found, and it answers `question` with a version; its file is among `files`.
/// `fix` is the advice when it is not found. `chosen` overrides the search.
Availability program_availability(std::string_view name, std::optional<std::filesystem::path> const& chosen,
    std::string_view fix, VersionQuestion const& question = {});

/// The environment every runtime is started with: a plain PATH, C locale, and home and temporary folder
/// inside `scratch`, so that no user setting and no compilation cache of the user's leaks into a measurement.
std::vector<std::string> plain_environment(std::filesystem::path const& scratch);

/// The command of a runtime's program, found as program_availability() finds it, without arguments: plain environment, in
/// the run's scratch folder, output logged under its stem. Failure with errc::unavailable when there is none; `fix` is
/// the advice then.
Result<Command> installed_command(RunContext const& context, std::string_view name,
    std::optional<std::filesystem::path> const& chosen, std::string_view fix);

} // namespace wasmbench::adapters
