#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace wasmbench {

/// What a runtime can do, and what a workload needs of it.
enum class Capability : std::uint32_t {
    http = 1u << 0u,          ///< serves HTTP on an endpoint
    command = 1u << 1u,       ///< runs a program to its end and returns its output
    in_process = 1u << 2u,    ///< is called inside the harness's own process
    ahead_of_time = 1u << 3u, ///< compiles before the start
    cpu_limit = 1u << 4u,
    memory_limit = 1u << 5u,
    many_instances = 1u << 6u, ///< several instances at once do not meet
    /// The files a start reads are known: Availability::files, the workload's artifacts and what prepare left in
    /// the scratch folder. Only then can their place in the page cache be set.
    page_cache = 1u << 7u,
    /// Its services can be put into a network of their own: all that they consist of comes from the context's launcher
    /// and is talked to over the context's connector, at RunContext::host.
    own_network = 1u << 8u,
    /// A service that it starts can open connections itself, and is told of the store beside it (RunContext::store), which
    /// listens at Availability::beside.
    store = 1u << 9u,
};

inline constexpr std::initializer_list<Capability> all_capabilities = {Capability::http, Capability::command,
    Capability::in_process, Capability::ahead_of_time, Capability::cpu_limit, Capability::memory_limit,
    Capability::many_instances, Capability::page_cache, Capability::own_network, Capability::store};

constexpr std::string_view to_string(Capability c) noexcept {
    switch (c) {
    case Capability::http:
        return "http";
    case Capability::command:
        return "command";
    case Capability::in_process:
        return "in-process";
    case Capability::ahead_of_time:
        return "ahead-of-time";
    case Capability::cpu_limit:
        return "cpu-limit";
    case Capability::memory_limit:
        return "memory-limit";
    case Capability::many_instances:
        return "many-instances";
    case Capability::page_cache:
        return "page-cache";
    case Capability::own_network:
        return "own-network";
    case Capability::store:
        return "store";
    }
    return "?";
}

/// Inverse of to_string; nullopt for any other text.
constexpr std::optional<Capability> capability_from_string(std::string_view s) noexcept {
    for (auto c : all_capabilities)
        if (to_string(c) == s) return c;
    return std::nullopt;
}

/// A set of capabilities. A plain value.
class Capabilities {
public:
    constexpr Capabilities() = default;
    /// Those that are listed.
    constexpr Capabilities(std::initializer_list<Capability> list) {
        for (auto c : list) add(c);
    }

    /// Whether this one is among them.
    constexpr bool has(Capability c) const noexcept { return (bits_ & static_cast<std::uint32_t>(c)) != 0; }
    /// Whether there is none.
    constexpr bool empty() const noexcept { return bits_ == 0; }

    /// Makes `c` one of the set.
    constexpr void add(Capability c) noexcept { bits_ |= static_cast<std::uint32_t>(c); }

    /// Those of `needed` that this set lacks.
    constexpr Capabilities missing_from(Capabilities needed) const noexcept {
        Capabilities r;
        r.bits_ = needed.bits_ & ~bits_;
        return r;
    }

    friend bool operator==(Capabilities, Capabilities) = default;

private:
    std::uint32_t bits_ = 0;
};

/// "http, many-instances"; empty for the empty set.
inline std::string to_string(Capabilities set) {
    std::string out;
    for (auto c : all_capabilities) {
        if (!set.has(c)) continue;
        if (!out.empty()) out += ", ";
        out += to_string(c);
    }
    return out;
}

} // namespace wasmbench
