#pragma once

#include <wasmbench/core/result.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/time.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace wasmbench::adapters::docker {

/// Awaits `operation`, which a cancellation of the caller does not reach: a call that makes something must be
/// heard out, or nobody knows whether the thing exists. The caller notices the cancellation at its next await.
template <class T>
asio::awaitable<Result<T>> shielded(asio::awaitable<Result<T>> operation) {
    auto const executor = co_await asio::this_coro::executor;
    co_return co_await asio::co_spawn(executor, std::move(operation),
        asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable));
}

/// Runs `operation` to its end on this thread, at most for `limit`: for destructors. nullopt when it was late or
/// threw.
template <class T>
std::optional<Result<T>> run_blocking(asio::awaitable<Result<T>> operation, Duration limit) {
    std::optional<Result<T>> out;
    asio::io_context io(1);
    asio::co_spawn(io, std::move(operation), [&out](std::exception_ptr e, Result<T> r) {
        if (!e) out.emplace(std::move(r));
    });
    io.run_for(limit);
    return out;
}

} // namespace wasmbench::adapters::docker
