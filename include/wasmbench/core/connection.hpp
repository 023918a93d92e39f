#pragma once

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/error.hpp>
#include <wasmbench/core/time.hpp>

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <optional>
#include <utility>

namespace wasmbench {

/// One byte stream to a server. Destroying it closes it and aborts what is pending.
///
/// Terminal cancellation of a read or a write completes it with operation_aborted; what was on its way is then unknown, and the
/// connection is of no further use. Thread safety: one object is used from its executor only, with one read and one write at a time.
class Connection {
public:
    using Handler = asio::any_completion_handler<void(error_code, std::size_t)>;

    Connection() = default;
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;
    virtual ~Connection() = default;

    /// void(error_code, std::size_t): reads at least one byte into `buffer`; asio::error::eof at the end.
    template <asio::completion_token_for<void(error_code, std::size_t)> Token>
    auto async_read_some(asio::mutable_buffer buffer, Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, asio::mutable_buffer b) { do_read_some(b, std::move(handler)); }, token,
            buffer);
    }

    /// void(error_code, std::size_t): writes all of `buffer`, which must live until then.
    template <asio::completion_token_for<void(error_code, std::size_t)> Token>
    auto async_write(asio::const_buffer buffer, Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, asio::const_buffer b) { do_write(b, std::move(handler)); }, token, buffer);
    }

    /// When the system received the last of the bytes that the last read gave, however late it was read; nullopt where that is
    /// not known.
    virtual std::optional<TimePoint> received_at() const noexcept { return std::nullopt; }

private:
    virtual void do_read_some(asio::mutable_buffer, Handler) = 0;
    virtual void do_write(asio::const_buffer, Handler) = 0;
};

} // namespace wasmbench
