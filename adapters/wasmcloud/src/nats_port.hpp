#pragma once

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/result.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace wasmbench::adapters::wasmcloud {

/// An open connection to a NATS server.
///
/// Everything that is handed back comes on the executor that it was opened with, and nothing after the
/// destructor, which closes the connection: pending requests complete with operation_aborted. Thread safety:
/// used from that executor only.
class NatsConnection {
public:
    using MessageHandler = std::function<void(std::string const& subject, std::string const& data)>;

    NatsConnection() = default;
    NatsConnection(NatsConnection const&) = delete;
    NatsConnection& operator=(NatsConnection const&) = delete;
    virtual ~NatsConnection() = default;

    /// void(error_code, std::string): the first answer to a request, without limit in time: cancel it (any type).
    /// Errors: service_not_found where nobody listens on the subject, not_connected.
    template <asio::completion_token_for<void(error_code, std::string)> Token>
    auto async_request(std::string subject, std::string data, Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::string)>(
            [this](auto handler, std::string s, std::string d) {
                do_request(std::move(s), std::move(d), std::move(handler));
            },
            token, std::move(subject), std::move(data));
    }

    /// Calls `handler` for each message on `subject` (wildcards allowed), until the connection is closed.
    virtual Result<void> subscribe(std::string const& subject, MessageHandler handler) = 0;

protected:
    using RequestHandler = asio::any_completion_handler<void(error_code, std::string)>;

private:
    virtual void do_request(std::string subject, std::string data, RequestHandler) = 0;
};

/// Port to NATS.
class NatsPort {
public:
    NatsPort() = default;
    NatsPort(NatsPort const&) = delete;
    NatsPort& operator=(NatsPort const&) = delete;
    virtual ~NatsPort() = default;

    /// Connects to a server on the loopback that has shown that it answers. Synchronous on purpose: the
    /// handshake takes less than a millisecond then; a server that froze since holds the caller for at most 2 s.
    virtual Result<std::unique_ptr<NatsConnection>> connect(asio::any_io_executor executor, std::uint16_t port) = 0;
};

/// By nats.c.
std::unique_ptr<NatsPort> make_nats_client();

} // namespace wasmbench::adapters::wasmcloud
