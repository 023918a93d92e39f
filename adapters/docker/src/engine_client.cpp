#include "engine_client.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <sys/socket.h>

namespace wasmbench::adapters::docker {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using Socket = asio::generic::stream_protocol::socket;

constexpr std::uint32_t header_limit = 64 * 1024;
constexpr std::uint64_t body_limit = 64 * 1024 * 1024;

asio::generic::stream_protocol::endpoint endpoint_of(EngineAddress const& a) {
    if (a.local()) return asio::local::stream_protocol::endpoint(a.socket);
    return asio::ip::tcp::endpoint(asio::ip::make_address(a.host), a.port);
}

std::string remedy_for(EngineAddress const& address, error_code ec) {
    if (ec == asio::error::access_denied)
        return "run as root, or as a member of the group that owns the socket (usually docker)";
    if (ec == boost::system::errc::no_such_file_or_directory || ec == asio::error::connection_refused)
        return "start the engine, or point DOCKER_HOST to it; ./scripts/runtimes install docker";
    if (ec == asio::error::timed_out)
        return "see whether the engine hangs: docker -H " + to_string(address) + " info";
    return "see the engine's log: it was stopped or failed in the middle of an answer";
}

Failure connection_failure(EngineAddress const& address, EngineRequest const& request, error_code ec) {
    Diagnostics d;
    d.stage = "ask the Docker engine";
    d.subject = to_string(address);
    d.command = request.method + " " + request.target;
    d.remedy = remedy_for(address, ec);
    return {ec, std::move(d)};
}

void fill_header(http::fields& fields) {
    fields.set(http::field::host, "docker");
    fields.set(http::field::user_agent, "wasmbench");
    fields.set(http::field::connection, "close");
}

asio::awaitable<error_code> send_json(Socket& socket, EngineRequest const& r) {
    http::request<http::string_body> message;
    message.version(11);
    message.method_string(r.method);
    message.target(r.target);
    fill_header(message);
    if (!r.body.empty()) message.set(http::field::content_type, "application/json");
    message.body() = r.body;
    message.prepare_payload();
    error_code ec;
    co_await http::async_write(socket, message, asio::redirect_error(asio::use_awaitable, ec));
    co_return ec;
}

asio::awaitable<Result<void>> send_archive(Socket& socket, EngineRequest const& r) {
    auto archive = TarStream::open(r.archive);
    if (!archive) co_return archive.error();
    http::request<http::empty_body> head;
    head.version(11);
    head.method_string(r.method);
    head.target(r.target);
    fill_header(head);
    head.set(http::field::content_type, "application/x-tar");
    head.content_length(archive->size());
    http::request_serializer<http::empty_body> serializer(head);
    error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    co_await http::async_write_header(socket, serializer, token);
    while (!ec) {
        auto piece = archive->next();
        if (!piece) co_return piece.error();
        if (piece->empty()) break;
        co_await asio::async_write(socket, asio::buffer(*piece), token);
    }
    if (ec) co_return Failure{ec, {}};
    co_return Result<void>{};
}

asio::awaitable<Result<EngineAnswer>> converse(EngineAddress const& address, EngineRequest const& r) {
    Socket socket(co_await asio::this_coro::executor);
    error_code ec;
    co_await socket.async_connect(endpoint_of(address), asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return connection_failure(address, r, ec);
    error_code sent;
    if (r.archive.empty()) {
        sent = co_await send_json(socket, r);
    } else {
        auto done = co_await send_archive(socket, r);
        if (!done && !done.error().diagnostics.stage.empty()) co_return done.error(); // a file, not the engine
        if (!done) sent = done.error().code;
    }
    // An engine that refuses an archive may close before it has read all of it; its answer says why.
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.header_limit(header_limit);
    parser.body_limit(body_limit);
    co_await http::async_read(socket, buffer, parser, asio::redirect_error(asio::use_awaitable, ec));
    if (ec) {
        bool const http_error = ec.category() == error_code(http::error::end_of_stream).category();
        bool const cut = ec == http::error::end_of_stream || ec == http::error::partial_message;
        if (sent)
            ec = sent;
        else if (cut)
            ec = asio::error::eof;
        auto failure = connection_failure(address, r, ec);
        if (http_error && !cut) {
            failure.code = errc::protocol_error;
            failure.diagnostics.subject += ", " + ec.message();
            failure.diagnostics.remedy = "something other than a Docker engine answers there: correct DOCKER_HOST";
        }
        co_return failure;
    }
    EngineAnswer answer;
    answer.status = parser.get().result_int();
    answer.body = std::move(parser.get().body());
    co_return answer;
}

} // namespace

asio::awaitable<Result<EngineAnswer>> EngineClient::call(EngineRequest request, Duration limit) const {
    using namespace asio::experimental::awaitable_operators;
    auto const address = address_; // the client may go while this runs
    asio::steady_timer timer(co_await asio::this_coro::executor, limit);
    error_code ignored;
    auto winner = co_await (converse(address, request) ||
                            timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored)));
    if (winner.index() == 0) co_return std::move(std::get<0>(winner));
    // A cancellation ends the timer's wait too; it must not pass for an engine that was late.
    auto const state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
    auto failure = connection_failure(address, request, asio::error::timed_out);
    failure.diagnostics.expected =
        "an answer within " +
        std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(limit).count()) + " ms";
    co_return failure;
}

std::optional<int> EngineClient::listener_pid() const {
#ifdef SO_PEERCRED
    if (!address_.local()) return std::nullopt;
    asio::io_context io;
    asio::local::stream_protocol::socket socket(io);
    error_code ec;
    socket.connect(asio::local::stream_protocol::endpoint(address_.socket), ec);
    ucred who{};
    socklen_t size = sizeof who;
    if (ec || ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0 || who.pid <= 0)
        return std::nullopt;
    return static_cast<int>(who.pid);
#else
    return std::nullopt;
#endif
}

Failure refusal(errc code, std::string stage, EngineRequest const& request, EngineAnswer const& answer) {
    Diagnostics d;
    d.stage = std::move(stage);
    d.subject = "the Docker engine refused";
    d.command = request.method + " " + request.target;
    d.exit = "status " + std::to_string(answer.status);
    d.stderr_tail = error_message(answer.body);
    return {code, std::move(d)};
}

Failure misunderstood(std::string stage, EngineRequest const& request, EngineAnswer const& answer) {
    auto failure = refusal(errc::protocol_error, std::move(stage), request, answer);
    failure.diagnostics.subject = "the Docker engine's answer has another shape";
    failure.diagnostics.expected = "the JSON of the Docker Engine API";
    return failure;
}

} // namespace wasmbench::adapters::docker
