#pragma once

#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/runtime.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::adapters::wasmedge {

struct Settings {
    ExecutionMode mode = ExecutionMode::interpreter;
    std::optional<std::uint16_t> port;
};

/// Throws Error(invalid_option).
Settings read_options(Workload const&, Options const&);
RowTraits traits(Workload const&, Settings const&);

/// The workload's target: "wasm32-wasi" for programs, "wasi-sockets" for services.
std::string_view target_of(Workload const&);

std::vector<std::string> compile_arguments(
    std::filesystem::path const& wasm, std::filesystem::path const& out);

/// Arguments of `wasmedge run`: `file` is the module, or what compile made of it.
std::vector<std::string> run_arguments(Settings const&, std::filesystem::path const& file,
    std::vector<std::string> const& program_arguments);

/// What a service is told; see workloads/http_service/README.md. `store` as RunContext has it.
std::vector<std::string> service_arguments(HttpEndpoint const&, std::string const& store = {});

} // namespace wasmbench::adapters::wasmedge
