#pragma once

#include <wasmbench/core/command.hpp>
#include <wasmbench/core/runtime.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace wasmbench::adapters::sightglass {

struct Settings {
    std::string flags = {};            ///< the engine's own options; empty: none
    std::filesystem::path folder = {}; ///< where the program finds its input; empty: a new and empty one

    friend bool operator==(Settings const&, Settings const&) = default;
};

/// Throws Error(invalid_option).
Settings read_options(Options const& options);

RowTraits traits(Workload const& workload, Settings const& settings);

/// The files of one run in its scratch folder.
struct RunFiles {
    std::filesystem::path folder = {}; ///< the program's "."
    std::filesystem::path output; ///< what it prints
    std::filesystem::path errors;
};

/// What wasmbench-sightglass-host is started with. Pure.
std::vector<std::string> host_arguments(Settings const& settings, std::filesystem::path const& engine,
    std::filesystem::path const& module, RunFiles const& files);

} // namespace wasmbench::adapters::sightglass
