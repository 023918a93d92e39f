#pragma once

#include <wasmbench/core/runtime.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::adapters::docker {

enum class Via { api, cli };
enum class Image { present, built };
enum class Network { published, bridge, none, host };

struct Settings {
    Via via = Via::api;
    Image image = Image::present;
    Network network = Network::bridge;
    std::optional<std::uint64_t> nano_cpus;
    std::optional<std::uint64_t> memory_bytes;
    std::optional<std::uint64_t> pids;
    std::optional<std::uint64_t> threads;
    std::optional<std::uint16_t> port;
    bool service = false;

    friend bool operator==(Settings const&, Settings const&) = default;
};

/// "0.5" -> 500000000; nullopt for what is no positive decimal number with at most 9 decimals, at most 1024.
std::optional<std::uint64_t> parse_cpus(std::string_view text);
/// "64m" -> 67108864, as the command line's --memory reads it (b, k, m, g; binary); nullopt for anything else.
std::optional<std::uint64_t> parse_memory(std::string_view text);
/// The inverse, for messages and command lines: "0.5".
std::string cpus_text(std::uint64_t nano_cpus);

/// What a container may have at most: what its options say, else so much that only one which runs away meets it.
struct Limits {
    std::uint64_t memory_bytes; ///< memory and swap together
    std::uint64_t pids;
};

/// Without options: 4096 processes, and seven eighths of the machine's memory.
Limits limits_of(Settings const&);

/// Throws Error(invalid_option).
Settings read_options(Workload const&, Options const&);
RowTraits traits(Settings const&);

/// The port on which a service listens inside a container that has a network of its own.
inline constexpr std::uint16_t container_port = 8080;

/// Arguments of the workload's program. `port` is the one that the harness asks on; only read for services. `store` as
/// RunContext has it.
std::vector<std::string> program_arguments(
    Workload const&, Settings const&, std::uint16_t port, std::string const& store = {});

} // namespace wasmbench::adapters::docker
