#pragma once

#include <wasmbench/core/command.hpp>
#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/runtime.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::adapters::native {

struct Settings {
    std::optional<std::uint64_t> threads;
    std::optional<std::uint16_t> port;
};

/// Throws Error(invalid_option).
Settings read_options(Workload const&, Options const&);

/// Arguments of a service's program; see workloads/http_service/README.md. `store` as RunContext has it.
std::vector<std::string> service_arguments(Settings const&, HttpEndpoint const&, std::string const& store = {});

} // namespace wasmbench::adapters::native
