#include "interrupt.hpp"

#include <csignal>

namespace wasmbench::tool {

namespace asio = boost::asio;

namespace {

// nohup asks for that, and is obeyed.
bool hangup_is_ignored() {
    struct sigaction now {};
    return ::sigaction(SIGHUP, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

} // namespace

Interrupt::Interrupt(asio::io_context& context, std::function<void(std::string const&)> say)
    : signals_(context, SIGINT, SIGTERM)
    , say_(std::move(say)) {
    if (!hangup_is_ignored()) signals_.add(SIGHUP);
    wait();
}

void Interrupt::disarm() {
    signals_.cancel();
}

void Interrupt::wait() {
    signals_.async_wait([this](boost::system::error_code ec, int) {
        if (ec) return;
        if (++seen_ == 1) {
            say_("interrupted: finishing the current trial; once more to stop at once");
            signal_.emit(asio::cancellation_type::total);
        } else {
            signal_.emit(asio::cancellation_type::terminal);
        }
        wait();
    });
}

} // namespace wasmbench::tool
