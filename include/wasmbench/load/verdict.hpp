#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::load {

/// What held a run back.
enum class Bottleneck {
    server, ///< it was waited for: the figures are the server's
    client, ///< the load generator, or the CPU time it was allowed: the figures are lower bounds of what the
            ///< server can do
    rate,   ///< the rate that was asked for: the server kept up with it
    noisy   ///< something else took the client's CPU: repeat the run
};

/// For reports: "server-bound".
constexpr std::string_view to_string(Bottleneck b) noexcept {
    switch (b) {
    case Bottleneck::server:
        return "server-bound";
    case Bottleneck::client:
        return "client-bound";
    case Bottleneck::rate:
        return "rate-bound";
    case Bottleneck::noisy:
        return "noisy";
    }
    return "noisy";
}

/// What the client knows about itself after a measured phase. Times in seconds, added up over the threads of
/// the load.
struct Evidence {
    double wall = 0; ///< of the phase, times the number of threads
    double cpu = 0;  ///< user and system time
    double spin = 0; ///< of `cpu`: waiting for a planned moment by looking at the clock
    double run_delay =
        0; ///< runnable, and not running: schedstat's second figure (Linux); 0 where the kernel does not say
    double throttled = 0; ///< of the process's control groups: held back by a CPU quota
    double read_delay =
        0; ///< median: from the kernel's receive stamp of an answer to its being read; 0: not measured
    double service = 0;     ///< median service time
    double lateness = 0;    ///< 98th percentile of the send lateness; 0 where connecting is part of it
    double mean_busy = 0;   ///< Little's law: throughput times mean service time, the requests in flight
    double connections = 0; ///< of the run
    double threads = 1;     ///< of the run
    std::optional<double> planned; ///< open loop: requests that were due
    double begun = 0;              ///< of them
    double delayed = 0;            ///< of them: had no free connection when they were due
};

/// The verdict on one run and what it rests on.
struct Verdict {
    Bottleneck bottleneck = Bottleneck::server;
    /// One sentence for a person, with the figure that decided.
    std::string reason;
    /// "CPU of the client: 97 % of 1 thread", one line each.
    std::vector<std::string> evidence;
};

/// Rules in this order; the first that applies decides. (1) Held back by a quota, and late: client. (2)
/// Others had the CPU while the client wanted it, for more than a tenth of the time: noisy. (3) Open loop, and
/// nearly every request found a free connection: client when more than 2 % of them were sent late all the same,
/// by more than a millisecond and the service time; else rate. (4) Answers lay unread in the kernel for more
/// than half of the service time while the client's threads were seldom idle, or these were never idle: client.
/// (5) Else the server was waited for.
Verdict judge(Evidence const& e);

} // namespace wasmbench::load
