#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace wasmbench::adapters::wasmcloud {

/// Arguments of nats-server with JetStream, on the loopback. `name` is how it is told from any other server on
/// that port.
std::vector<std::string> nats_arguments(
    std::string const& name, std::uint16_t port, std::filesystem::path const& store);

std::vector<std::string> wadm_arguments(std::uint16_t nats_port);

/// `features`: of those that the host calls experimental; empty: none.
std::vector<std::string> host_arguments(
    std::string const& lattice, std::uint16_t nats_port, std::vector<std::string> const& features);

} // namespace wasmbench::adapters::wasmcloud
