#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace wasmbench::bench {

using Nanoseconds = std::chrono::nanoseconds;

/// Nothing is served in [first + n * every, first + n * every + length), n = 1, 2, ..., where `first` is the moment when the
/// first request was read.
struct Freeze {
    Nanoseconds every;
    Nanoseconds length;
};

/// The command line of wasmbench-bench-sink.
struct SinkOptions {
    std::uint16_t port = 0; ///< on 127.0.0.1; 0: the kernel picks one
    std::string unix_path;  ///< instead of TCP
    Nanoseconds service{0}; ///< of one request, on a single server
    std::optional<Freeze> freeze;
    std::string stamps; ///< file for the receive stamps
    std::optional<int> cpu;
    Nanoseconds limit = std::chrono::seconds(60); ///< the program ends by itself after so long
};

/// Throws std::invalid_argument with one line for a person.
SinkOptions parse_sink_options(int argc, char const* const* argv);

} // namespace wasmbench::bench
