#pragma once

#include "c_api.hpp"

#include <wasmbench/core/availability.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace wasmbench::adapters::wasmtime_embedded {

/// A loaded library, or why there is none. `api` is set if and only if `availability.usable`.
struct Library {
    Availability availability;
    std::shared_ptr<CApi const> api;
    std::function<void()> before_run = [] {}; ///< to be called before Wasm runs
};

/// The version that DIR/include/wasmtime.h states; nullopt when there is no such header or no version in it.
/// The library itself cannot tell.
std::optional<std::string> stated_version(std::filesystem::path const& directory);

/// The folder of the C API: `chosen`, else WASMBENCH_WASMTIME_C_API, else the wasmbench prefix
/// ($WASMBENCH_PREFIX, $XDG_CACHE_HOME/wasmbench, ~/.cache/wasmbench); nullopt when not even a home folder is
/// known.
std::optional<std::filesystem::path> c_api_folder(std::optional<std::filesystem::path> const& chosen);

/// Loads lib/libwasmtime.so of the C API's folder, of a version that c_api.hpp describes, with every function
/// that it names. The library is never unloaded: it keeps threads and signal handlers.
Library load_library(std::optional<std::filesystem::path> const& chosen);

} // namespace wasmbench::adapters::wasmtime_embedded
