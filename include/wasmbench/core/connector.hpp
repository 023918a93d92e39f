#pragma once

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/connection.hpp>
#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/listen_watch.hpp>
#include <wasmbench/core/result.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace wasmbench {

/// Port to the network as adapters need it: for readiness and for single requests. The load generator has
/// sockets of its own, because a virtual call per read would be part of what it measures.
///
/// Lifetime: it must outlive the operations that it has begun. Thread safety: distinct objects safe; one object is used by one
/// thread at a time.
class Connector {
public:
    using Handler = asio::any_completion_handler<void(error_code, std::unique_ptr<Connection>)>;

    Connector() = default;
    Connector(Connector const&) = delete;
    Connector& operator=(Connector const&) = delete;
    virtual ~Connector() = default;

    /// void(error_code, std::unique_ptr<Connection>): one connection attempt, no retry. `host` is a
    /// numeric address: a name's resolution would be part of every cold start. Cancellable (any type).
    template <asio::completion_token_for<void(error_code, std::unique_ptr<Connection>)> Token>
    auto async_connect(asio::any_io_executor executor, HttpEndpoint endpoint, Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::unique_ptr<Connection>)>(
            [this](auto handler, asio::any_io_executor ex, HttpEndpoint e) {
                do_connect(std::move(ex), std::move(e), std::move(handler));
            },
            token, std::move(executor), std::move(endpoint));
    }

    /// A TCP port of `host` that was free a moment ago. Somebody may take it before it is used; the server
    /// then fails to bind, says so, and the start fails with its words.
    virtual Result<std::uint16_t> free_port(std::string const& host) = 0;

    /// Watches for sockets that begin to listen; null where the system does not tell this process of them. The first call
    /// may take milliseconds: make it before what is timed.
    virtual std::unique_ptr<ListenWatch> watch_listeners(asio::any_io_executor) { return nullptr; }

private:
    virtual void do_connect(asio::any_io_executor, HttpEndpoint, Handler) = 0;
};

} // namespace wasmbench
