#pragma once

#include <wasmbench/core/run_context.hpp>
#include <wasmbench/core/system.hpp>

#include <boost/asio/io_context.hpp>

namespace wasmbench::testing {

/// A context with the ports of this system, for operations that launch nothing.
struct PlainContext {
    asio::io_context io;
    std::unique_ptr<Launcher> launcher = make_posix_launcher({.subreaper = false});
    std::unique_ptr<Connector> connector = make_tcp_connector();
    std::unique_ptr<Clock> clock = make_system_clock();
    RunContext run{io.get_executor(), *launcher, *connector, *clock, {}, {}, {}, {}};
};

} // namespace wasmbench::testing
