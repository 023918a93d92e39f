#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/core/run_context.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>

#include <exception>
#include <utility>

namespace wasmbench {

/// Runs a coroutine on the context's executor and hands its Result to a type-erased handler: an adapter
/// writes an `awaitable<Result<T>>` and its do_x is one line. Cancellation and executor follow the handler;
/// the failure's diagnostics go to `context.diagnostics`. An exception of the coroutine becomes its code (a
/// system_error) or errc::unavailable with its text. `context` must live until the handler has been called.
///
/// Not included by any other header of core: coroutines cost seconds of compile time.
template <class T>
void complete_with(RunContext& context, asio::awaitable<Result<T>> operation,
    asio::any_completion_handler<void(error_code, T)> handler) {
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto executor = asio::get_associated_executor(handler, context.executor);
    auto finish = [&context, h = std::move(handler)](std::exception_ptr e, Result<T> r) mutable {
        error_code ec;
        T value{};
        if (e) {
            try {
                std::rethrow_exception(e);
            } catch (Error const& x) {
                ec = x.code();
                context.diagnostics = x.diagnostics();
            } catch (boost::system::system_error const& x) {
                ec = x.code();
                context.diagnostics = Diagnostics{};
            } catch (std::exception const& x) {
                ec = errc::unavailable;
                context.diagnostics = Diagnostics{};
                context.diagnostics.stage = x.what();
            }
        } else if (r.has_value()) {
            value = std::move(*r);
        } else {
            ec = r.error().code;
            context.diagnostics = std::move(r.error().diagnostics);
        }
        std::move(h)(ec, std::move(value));
    };
    asio::co_spawn(context.executor, std::move(operation),
        asio::bind_cancellation_slot(slot, asio::bind_executor(executor, std::move(finish))));
}

} // namespace wasmbench
