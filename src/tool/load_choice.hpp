#pragma once

#include <wasmbench/load/load_plan.hpp>
#include <wasmbench/load/service_level.hpp>

#include <CLI/CLI.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::tool {

/// What `wasmbench load` was asked for, as it was written.
struct LoadChoice {
    std::string url;
    std::string unix_socket;
    std::size_t connections = 1;
    std::size_t threads = 1;
    double seconds = 0;
    std::uint64_t requests = 0;
    std::uint64_t warmup = 0;
    double rate = 0;
    std::string arrival = "constant";
    std::string wait = "hybrid";
    std::uint64_t seed = 1;
    double timeout = 10;
    double connect_timeout = 2;
    double drain = 0;
    bool reconnect = false;
    std::string method;
    std::vector<std::string> headers;
    std::string body;
    std::string body_file;
    std::vector<std::string> mix;
    std::string expected_body;
    unsigned expected_status = 200;
    double max_errors = -1;
    std::string precision;
    std::string level;
    bool find_limit = false;
    bool curve = false;
    bool allow_remote = false;
    bool no_stamps = false;
    bool quiet = false;
    std::string json;
    std::string hlog;
    std::string hgrm;
    std::string csv;
};

/// Declares the options on the subcommand; they are written into `choice`, which must live as long.
void add_load_options(CLI::App& command, LoadChoice& choice);

/// The plan that was asked for. Resolves the name and reads the body's file. Throws
/// Error(errc::invalid_option) for anything that cannot be done, a target beyond this machine among it.
load::LoadPlan load_plan(LoadChoice const& choice);

/// --slo, if it was given.
std::optional<load::ServiceLevel> service_level(LoadChoice const& choice);

} // namespace wasmbench::tool
