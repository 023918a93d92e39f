#pragma once

#include <wasmbench/adapters/command/runtime_description.hpp>
#include <wasmbench/core/command.hpp>
#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/runtime.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::adapters::command {

/// What options choose of a description. `mode` is null when no mode runs such a workload.
struct Settings {
    DescribedMode const* mode = nullptr; ///< of the description, which must outlive this
    std::optional<std::uint16_t> port;
};

/// Throws Error: invalid_option, or unsupported for a mode that cannot run what another can.
Settings read_options(RuntimeDescription const&, Workload const&, Options const&);
RowTraits traits(RuntimeDescription const&, Workload const&, Settings const&);

/// The workload's target for such a mode.
std::string const& target_of(Workload const&, DescribedMode const&);

/// Paths that placeholders stand for.
struct Places {
    std::filesystem::path folder;  ///< {folder}: of the description
    std::filesystem::path scratch; ///< {scratch}: of the run
    std::filesystem::path module;  ///< {module}
    std::filesystem::path
        artifact; ///< {artifact}: what the compiler makes or has made; empty: nothing is compiled
};

// Each completes a command that has program and environment already: sets its arguments, adds to its
// environment.
void set_compile(Command&, DescribedMode const&, Places const&);
void set_run(
    Command&, DescribedMode const&, Places const&, std::vector<std::string> const& program_arguments);
/// `store` as RunContext has it.
void set_serve(Command&, DescribedMode const&, Places const&, HttpEndpoint const&, std::string const& store);

} // namespace wasmbench::adapters::command
