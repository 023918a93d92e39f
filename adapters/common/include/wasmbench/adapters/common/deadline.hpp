#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/core/run_context.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>
#include <utility>
#include <variant>

namespace wasmbench::adapters {

/// Waits for `operation`, at most until `when` on the context's clock: nullopt when it was late (it is then
/// cancelled, and has ended when this returns).
template <class T>
asio::awaitable<std::optional<Result<T>>> until(
    RunContext& context, TimePoint when, asio::awaitable<Result<T>> operation) {
    using namespace asio::experimental::awaitable_operators;
    error_code ignored;
    auto timer = [&]() -> asio::awaitable<void> {
        co_await context.clock.async_wait_until(
            context.executor, when, asio::redirect_error(asio::use_awaitable, ignored));
    };
    auto winner = co_await (std::move(operation) || timer());
    if (winner.index() == 0) co_return std::optional<Result<T>>(std::move(std::get<0>(winner)));
    co_return std::nullopt;
}

} // namespace wasmbench::adapters
