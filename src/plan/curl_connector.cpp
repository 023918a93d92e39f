#include "curl_connector.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <utility>

namespace wasmbench::plan {

CurlConnector::CurlConnector(Connector& plain, Launcher& launcher, Clock& clock, CurlPoll poll)
    : plain_(plain)
    , launcher_(launcher)
    , clock_(clock)
    , poll_(std::move(poll)) {}

asio::awaitable<error_code> CurlConnector::poll(asio::any_io_executor executor) {
    error_code ec;
    for (;;) {
        auto launched = launcher_.launch(executor, poll_.curl);
        if (!launched) co_return launched.error().code;
        ++tries_;
        auto child = std::move(*launched);
        auto const report = co_await child->async_wait(asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return ec;
        if (report.clean() && poll_.right(child->output())) {
            answered_ = report.ended_at;
            co_return error_code{};
        }
        last_failure_ = child->launched_at();
        co_await clock_.async_wait_until(
            executor, report.ended_at + poll_.pause, asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return ec;
    }
}

asio::awaitable<Result<std::unique_ptr<Connection>>> CurlConnector::polled(
    asio::any_io_executor executor, HttpEndpoint endpoint) {
    if (auto const ec = co_await poll(executor)) co_return Failure{ec, {}};
    error_code ec;
    auto connection = co_await plain_.async_connect(
        executor, std::move(endpoint), asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return Failure{ec, {}};
    co_return connection;
}

void CurlConnector::do_connect(asio::any_io_executor executor, HttpEndpoint endpoint, Handler handler) {
    if (answered_ || endpoint.port != poll_.port) {
        plain_.async_connect(std::move(executor), std::move(endpoint), std::move(handler));
        return;
    }
    auto const slot = asio::get_associated_cancellation_slot(handler);
    auto const handler_executor = asio::get_associated_executor(handler, executor);
    auto finish = [h = std::move(handler)](
                      std::exception_ptr e, Result<std::unique_ptr<Connection>> connection) mutable {
        if (e)
            std::move(h)(asio::error::operation_aborted, nullptr); // the coroutine was cancelled between its waits
        else if (!connection)
            std::move(h)(connection.error().code, nullptr);
        else
            std::move(h)(error_code{}, std::move(*connection));
    };
    asio::co_spawn(executor, polled(executor, std::move(endpoint)),
        asio::bind_cancellation_slot(slot, asio::bind_executor(handler_executor, std::move(finish))));
}

} // namespace wasmbench::plan
