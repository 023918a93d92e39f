#pragma once

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/error.hpp>

#include <utility>

namespace wasmbench {

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

private:
    virtual void do_next(asio::any_completion_handler<void(error_code)>) = 0;
};

} // namespace wasmbench
