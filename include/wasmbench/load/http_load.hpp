#pragma once

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/error.hpp>
#include <wasmbench/load/load_plan.hpp>
#include <wasmbench/load/load_result.hpp>

#include <memory>
#include <utility>

namespace wasmbench::load {

namespace detail {

/// A plan that was checked, with its request as bytes and its address resolved.
struct PreparedRun;

/// Throws as run() does.
std::shared_ptr<PreparedRun const> prepare(LoadPlan plan);

void start(asio::any_io_executor executor, std::shared_ptr<PreparedRun const> prepared,
    asio::any_completion_handler<void(error_code, LoadResult)> handler);

} // namespace detail

/// Makes the HTTP/1.1 requests of a plan and gives what came of them. Blocks until it is over, which is after
/// LoadOptions::time_limit at the latest. A failed request is counted, never thrown.
///
/// Threads: starts LoadOptions::threads threads and ends them before it returns. Runs are independent of each
/// other; several may go on at once. Errors: Error(errc::invalid_option) before anything is sent when the
/// plan means nothing: no connections, no threads, more threads than connections, no stop rule, a duration
/// that is not positive, an empty or unknown host, a request that cannot be sent, more connections than
/// RLIMIT_NOFILE allows. std::system_error when a thread cannot be started.
LoadResult run(LoadPlan const& plan);

/// The same with void(error_code, LoadResult). Nothing of the load runs on `executor`, so a probe that
/// samples there is not held up; the completion comes through the handler's executor, `executor` if it has
/// none. The io_context behind it must live until then.
///
/// Cancellation: terminal stops the load within milliseconds and completes with operation_aborted and the
/// result of what was done; it is balanced too. Other types are ignored. Errors: a bad plan throws from this
/// call, as run() does; a name is resolved in it, which blocks. Afterwards: operation_aborted as above;
/// resource errors of the system (no thread, no memory), with an empty result. What a request source, a pacer
/// or a progress handler of the caller's throws comes out of the executor (io_context::run()), and the
/// handler is not called.
template <asio::completion_token_for<void(error_code, LoadResult)> Token>
auto async_run(asio::any_io_executor executor, LoadPlan plan, Token&& token) {
    auto prepared = detail::prepare(std::move(plan));
    return asio::async_initiate<Token, void(error_code, LoadResult)>(
        [](auto handler, asio::any_io_executor ex, std::shared_ptr<detail::PreparedRun const> p) {
            detail::start(std::move(ex), std::move(p), std::move(handler));
        },
        token, std::move(executor), std::move(prepared));
}

} // namespace wasmbench::load
