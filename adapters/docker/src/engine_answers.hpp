#pragma once

#include <wasmbench/core/result.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::adapters::docker {

struct EngineAnswer {
    unsigned status = 0;
    std::string body;

    bool ok() const noexcept { return status >= 200 && status < 300; }
    friend bool operator==(EngineAnswer const&, EngineAnswer const&) = default;
};

struct EngineVersion {
    std::string version; ///< "20.10.24+dfsg1"
    std::string api;     ///< "1.41"
    std::string oldest_api;

    friend bool operator==(EngineVersion const&, EngineVersion const&) = default;
};

struct ContainerState {
    std::string id;
    std::string status; ///< "created", "running", "exited", ...
    bool running = false;
    bool out_of_memory = false;
    int pid = 0; ///< of its first process, as the engine's host sees it; 0 when it does not run
    int exit_code = 0;
    std::string error; ///< why it could not be started
    std::vector<std::string> command; ///< path and arguments of its first process

    friend bool operator==(ContainerState const&, ContainerState const&) = default;
};

struct ContainerStats {
    std::uint64_t cpu_nanoseconds = 0;
    std::uint64_t memory_bytes = 0; ///< as the cgroup counts it, file cache included

    friend bool operator==(ContainerStats const&, ContainerStats const&) = default;
};

struct ListedObject {
    std::string id;
    std::map<std::string, std::string> labels;
    std::string name = {}; ///< the first one, without the slash of containers; empty where there is none

    friend bool operator==(ListedObject const&, ListedObject const&) = default;
};

// Parsers of answers' bodies. nullopt for what is not such an answer: JSON of another shape, or no JSON.
std::optional<EngineVersion> parse_version(std::string_view body);
std::optional<std::string> parse_cgroup_driver(std::string_view info);
std::optional<std::string> parse_id(std::string_view create);
std::optional<ContainerState> parse_state(std::string_view body);
std::optional<int> parse_exit_code(std::string_view wait);
std::optional<ContainerStats> parse_stats(std::string_view body);
std::optional<std::vector<ListedObject>> parse_list(std::string_view body);

/// The IPv4 gateway of an inspected network; empty for one without.
std::string parse_gateway(std::string_view network);

/// What the engine says went wrong: {"message": "..."}, or the begin of a body of another shape. IDs are cut to the
/// 12 characters that the command line shows: whole ones push the reason out of a line.
std::string error_message(std::string_view body);

/// A build answers 200 and tells of failure in its stream of JSON lines. The value is the image's ID, the
/// error the engine's words.
struct BuildOutcome {
    std::string image_id; ///< empty: it failed
    std::string error;
    friend bool operator==(BuildOutcome const&, BuildOutcome const&) = default;
};
BuildOutcome parse_build(std::string_view body);

} // namespace wasmbench::adapters::docker
