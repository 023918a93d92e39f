#pragma once

#include <wasmbench/core/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wasmbench::adapters::docker {

/// Where an engine listens: a unix socket, or an address and a port.
struct EngineAddress {
    std::string socket; ///< path of the unix socket; empty for TCP
    std::string host;   ///< numeric address
    std::uint16_t port = 0;

    bool local() const noexcept { return !socket.empty(); }
    friend bool operator==(EngineAddress const&, EngineAddress const&) = default;
};

/// "unix:///run/docker.sock", as DOCKER_HOST and the command line spell it.
std::string to_string(EngineAddress const&);

/// Reads such a text. Errors: invalid_option for a scheme that is not spoken here, and for tcp unless it is
/// allowed.
Result<EngineAddress> parse_engine_address(std::string_view text, bool allow_tcp);

/// `chosen`, else DOCKER_HOST, else the usual socket.
Result<EngineAddress> engine_address(std::optional<std::string> const& chosen, bool allow_tcp);

} // namespace wasmbench::adapters::docker
