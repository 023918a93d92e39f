#pragma once

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/connection.hpp>
#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/error.hpp>
#include <wasmbench/core/time.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace wasmbench {

/// A connection that was opened the moment a socket began to listen.
struct Dialled {
    std::unique_ptr<Connection> connection; ///< the request has been sent on it; null: it did not come about
    TimePoint connecting; ///< begin of the try that succeeded
    TimePoint connected;
    /// When the dialled port itself began to listen, by the kernel; nullopt when it was another socket (as that of a
    /// container, behind a forwarded port) that was told of.
    std::optional<TimePoint> listening;
};

/// Tells, while it lives, that a TCP socket of this machine has begun to listen: that it is now worth trying a connection
/// again. A hint and no more: it may be any socket, and a hint may be lost, so whoever waits also tries from time to time.
///
/// Lifetime: it may outlive the Connector that made it, and must not outlive its executor's context. Destroying it
/// completes a pending wait with operation_aborted. Thread safety: one object is used from its executor only.
class ListenWatch {
public:
    ListenWatch() = default;
    ListenWatch(ListenWatch const&) = delete;
    ListenWatch& operator=(ListenWatch const&) = delete;
    virtual ~ListenWatch() = default;

    /// void(error_code): completes when a socket has begun to listen since this object was made or since the wait before
    /// completed; never inside this call. One wait at a time. Cancellable (any type).
    template <asio::completion_token_for<void(error_code)> Token>
    auto async_next(Token&& token) {
        return asio::async_initiate<Token, void(error_code)>(
            [this](auto handler) { do_next(std::move(handler)); }, token);
    }

    /// To be called before a wait: what is told from now until the end of that wait is answered at once with a connection to `to`
    /// and `first` sent on it, without waking the waiting thread before, which may take longer than the connection. `to.host` is a numeric
    /// address. Where it cannot be done, nothing happens.
    virtual void dial(HttpEndpoint const& to, std::string_view first) = 0;

    /// After that wait: what came of it. The connection belongs to the caller.
    virtual Dialled take_dialled() = 0;

private:
    virtual void do_next(asio::any_completion_handler<void(error_code)>) = 0;
};

} // namespace wasmbench
