#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::adapters::sightglass {

/// Where wasmbench-sightglass-host is: `chosen`, else WASMBENCH_SIGHTGLASS_HOST, else in the folder of this very program,
/// else on PATH or in the prefix; nullopt when it is nowhere.
std::optional<std::filesystem::path> find_host(std::optional<std::filesystem::path> const& chosen);

/// The engine's library: `chosen`, else WASMBENCH_SIGHTGLASS_ENGINE; nullopt when neither says.
std::optional<std::filesystem::path> find_engine(std::optional<std::filesystem::path> const& chosen);

/// plain_environment(), and what an engine's library finds its runtime by and knows of the suites: the variables of this
/// process that begin with WASMBENCH_ (but the mark of a harness's children) or WASM_BENCH_, and WASMBENCH_PREFIX.
std::vector<std::string> host_environment(std::filesystem::path const& scratch);

} // namespace wasmbench::adapters::sightglass
