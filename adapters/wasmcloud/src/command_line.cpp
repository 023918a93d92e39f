#include "command_line.hpp"

namespace wasmbench::adapters::wasmcloud {

std::vector<std::string> nats_arguments(
    std::string const& name, std::uint16_t port, std::filesystem::path const& store) {
    return {"-js", "-a", "127.0.0.1", "-p", std::to_string(port), "-n", name, "-sd", store.string()};
}

std::vector<std::string> wadm_arguments(std::uint16_t nats_port) {
    return {"--nats-server", "127.0.0.1:" + std::to_string(nats_port)};
}

std::vector<std::string> host_arguments(
    std::string const& lattice, std::uint16_t nats_port, std::vector<std::string> const& features) {
    // Without --allow-file-load every component and provider would have to come from a registry.
    std::vector<std::string> a{"--nats-host", "127.0.0.1", "--nats-port", std::to_string(nats_port), "--lattice",
        lattice, "--allow-file-load"};
    for (auto const& f : features) a.insert(a.end(), {"--experimental-features", f});
    return a;
}

} // namespace wasmbench::adapters::wasmcloud
