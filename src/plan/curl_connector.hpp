#pragma once

#include <wasmbench/core/clock.hpp>
#include <wasmbench/core/command.hpp>
#include <wasmbench/core/connector.hpp>
#include <wasmbench/core/launcher.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace wasmbench::plan {

/// What polls a start as the published study did.
struct CurlPoll {
    Command curl;       ///< one try
    std::uint16_t port; ///< of the service; connections to other ports are none of its business
    Duration pause;     ///< from the end of a try to the begin of the next one
    std::function<bool(std::string_view body)> right;
};

/// A Connector in whose place a start is watched by curl: the first connection to the port is held back until a
/// curl has got the right answer. So any adapter's start can be timed by the old method, with its own readiness
/// check standing still meanwhile, and checked by it afterwards.
///
/// A connection that is cancelled ends the curl of the moment; the next one goes on polling.
class CurlConnector final : public Connector {
public:
    /// All of them must outlive it.
    CurlConnector(Connector& plain, Launcher& launcher, Clock& clock, CurlPoll poll);

    /// The end of the curl that got the right answer.
    std::optional<TimePoint> answered() const noexcept { return answered_; }
    /// The begin of the last one that did not.
    std::optional<TimePoint> last_failure() const noexcept { return last_failure_; }
    std::uint32_t tries() const noexcept { return tries_; }

    Result<std::uint16_t> free_port(std::string const& host) override { return plain_.free_port(host); }
    // The old method is told of nothing: watch_listeners() stays null.

private:
    void do_connect(asio::any_io_executor executor, HttpEndpoint endpoint, Handler handler) override;
    asio::awaitable<error_code> poll(asio::any_io_executor executor);
    asio::awaitable<Result<std::unique_ptr<Connection>>> polled(asio::any_io_executor executor, HttpEndpoint endpoint);

    Connector& plain_;
    Launcher& launcher_;
    Clock& clock_;
    CurlPoll poll_;
    std::optional<TimePoint> answered_;
    std::optional<TimePoint> last_failure_;
    std::uint32_t tries_ = 0;
};

} // namespace wasmbench::plan
