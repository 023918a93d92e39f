#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <functional>
#include <string>

namespace wasmbench::tool {

/// Turns Ctrl-C (and SIGTERM, and SIGHUP of a terminal that was closed) into cancellation: the first asks for the end
/// after the current trial (total), the second ends it at once (terminal).
class Interrupt {
public:
    /// `say` gets a line for the person at the first one.
    Interrupt(boost::asio::io_context& context, std::function<void(std::string const&)> say);

    boost::asio::cancellation_slot slot() { return signal_.slot(); }

    /// Stops listening, so that the io_context can run out of work.
    void disarm();

private:
    void wait();

    boost::asio::signal_set signals_;
    boost::asio::cancellation_signal signal_;
    std::function<void(std::string const&)> say_;
    int seen_ = 0;
};

} // namespace wasmbench::tool
