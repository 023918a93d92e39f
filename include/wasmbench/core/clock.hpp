#pragma once

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/error.hpp>
#include <wasmbench/core/time.hpp>

#include <utility>

namespace wasmbench {

/// Port to time: everything that waits or asks what time it is goes through it, so that a test can own time.
///
/// Thread safety: now() is safe from any thread; waits are started on the executor they are given.
class Clock {
public:
    Clock() = default;
    Clock(Clock const&) = delete;
    Clock& operator=(Clock const&) = delete;
    virtual ~Clock() = default;

    /// The moment of the call.
    virtual TimePoint now() const noexcept = 0;

    /// CPU time that the calling thread has used so far; zero where that is not known. Of a clock that a test owns: zero.
    virtual Duration cpu_used() const noexcept { return {}; }

    /// Completes with void(error_code) at `when` or just after; at once when `when` has passed, but never
    /// inside this call. Cancellation (any type) completes it with operation_aborted.
    template <asio::completion_token_for<void(error_code)> Token>
    auto async_wait_until(asio::any_io_executor executor, TimePoint when, Token&& token) {
        return asio::async_initiate<Token, void(error_code)>(
            [this](auto handler, asio::any_io_executor ex, TimePoint t) {
                do_wait_until(std::move(ex), t, std::move(handler));
            },
            token, std::move(executor), when);
    }

private:
    virtual void do_wait_until(
        asio::any_io_executor, TimePoint, asio::any_completion_handler<void(error_code)>) = 0;
};

} // namespace wasmbench
