#pragma once

#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/runtime.hpp>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::adapters::wasmtime {

enum class Cache { off, empty, full };

struct Settings {
    ExecutionMode mode = ExecutionMode::jit;
    Cache cache = Cache::off;
    std::uint32_t reuse = 1; ///< requests that an instance serves; `unlimited` is the flag's largest value
    std::optional<bool> pooling; ///< nullopt: as the command decides
    std::optional<std::uint16_t> port;
};

inline constexpr auto unlimited = std::numeric_limits<std::uint32_t>::max();

/// Throws Error(invalid_option).
Settings read_options(Workload const&, Options const&);
RowTraits traits(Workload const&, Settings const&);

/// The cache's configuration file (TOML) for a cache in `directory`.
std::string cache_config(std::filesystem::path const& directory);

/// Arguments of each use. `cache_file` is the configuration file; only read when settings.cache is not off.
/// `store` as RunContext has it: the component reads it in its environment, as STORE.
std::vector<std::string> compile_arguments(
    std::filesystem::path const& wasm, std::filesystem::path const& out);
std::vector<std::string> run_arguments(Settings const&, std::filesystem::path const& file,
    std::filesystem::path const& cache_file, std::vector<std::string> const& program_arguments);
std::vector<std::string> serve_arguments(Settings const&, std::filesystem::path const& file,
    std::filesystem::path const& cache_file, HttpEndpoint const&, std::string const& store = {});

} // namespace wasmbench::adapters::wasmtime
