#pragma once

#include <wasmbench/core/result.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace wasmbench::adapters::wasmcloud {

/// What a NATS server says of itself as soon as one connects to it.
struct NatsInfo {
    std::string name;
    std::string version;
    bool jetstream = false;

    friend bool operator==(NatsInfo const&, NatsInfo const&) = default;
};

/// Reads the line "INFO {...}" (with or without its line end); nullopt for anything else.
std::optional<NatsInfo> read_nats_info(std::string_view line);

/// Whether wadm can work with it. Older servers refuse consumers with several filter subjects, of which wadm
/// tells nobody: it takes every deployment and never carries one out.
inline constexpr std::string_view nats_minimum = "2.10";

/// A failure (unavailable) says which version it is and which one is needed.
Result<void> check_nats(NatsInfo const&);

/// Whether a dotted version is at least another one; what is not a number counts as 0.
bool at_least(std::string_view version, std::string_view minimum);

} // namespace wasmbench::adapters::wasmcloud
