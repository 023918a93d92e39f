#include <wasmbench/adapters/common/http_exchange.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>
#include <string_view>
#include <utility>

namespace wasmbench::adapters {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using Parser = http::response_parser<http::string_body>;

constexpr std::uint32_t header_limit = 16 * 1024;
constexpr std::uint64_t body_limit = 1024 * 1024;
constexpr std::size_t read_size = 16 * 1024;
// "0\r\n\r\n". Beast's parser asserts that it is given so much of it when it has seen its beginning before.
constexpr std::size_t shortest_chunked_rest = 5;

void renew(std::optional<Parser>& parser, bool eager) {
    parser.emplace();
    parser->eager(eager);
    parser->header_limit(header_limit);
    parser->body_limit(body_limit);
}

bool may_begin_last_chunk(beast::flat_buffer const& buffer) {
    std::string_view const text(static_cast<char const*>(buffer.data().data()), buffer.size());
    return text.size() < shortest_chunked_rest && text.find_first_not_of("0 \t;\r\n") == text.npos;
}

Failure protocol_failure(std::string what) {
    Diagnostics d;
    d.stage = "read the answer";
    d.subject = std::move(what);
    return {errc::protocol_error, std::move(d)};
}

} // namespace

std::string request_text(HttpEndpoint const& endpoint, Request const& request) {
    std::string text = request.method + " " + request.target + " HTTP/1.1\r\nHost: " + endpoint.authority() +
                       "\r\nConnection: close\r\n";
    for (auto const& [name, value] : request.headers) text += name + ": " + value + "\r\n";
    if (!request.body.empty()) text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    return text + "\r\n" + request.body;
}

asio::awaitable<Result<HttpAnswer>> exchange(
    RunContext& context, Connection& connection, std::string const& text) {
    error_code ec;
    co_await connection.async_write(asio::buffer(text), asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return Failure{ec, {}};
    co_return co_await read_answer(context, connection);
}

asio::awaitable<Result<HttpAnswer>> read_answer(RunContext& context, Connection& connection) {
    error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    HttpAnswer answer;
    beast::flat_buffer buffer(header_limit + body_limit);
    std::optional<Parser> parser;
    renew(parser, true);
    bool any_byte = false;
    std::size_t interim = 0; // bytes of interim answers
    while (!parser->is_done()) {
        auto const n = co_await connection.async_read_some(buffer.prepare(read_size), token);
        auto now = context.clock.now();
        if (!ec) now = connection.received_at().value_or(now);
        if (ec == asio::error::eof) {
            error_code end;
            if (any_byte) parser->put_eof(end);
            // Without a Content-Length the end of the connection is the end of the body.
            if (any_byte && !end && parser->is_done()) {
                answer.complete = now;
                break;
            }
        }
        if (ec) co_return Failure{ec, {}};
        if (!any_byte) answer.first_byte = now;
        any_byte = true;
        buffer.commit(n);
        while (buffer.size() > 0 && !parser->is_done()) {
            if (parser->is_header_done() && parser->chunked() && may_begin_last_chunk(buffer)) break;
            error_code parse;
            auto const used = parser->put(buffer.data(), parse);
            buffer.consume(used);
            if (parse == http::error::need_more) break;
            if (parse) co_return protocol_failure(parse.message());
            if (used == 0) break;
            if (!parser->is_done() || parser->get().result_int() >= 200) continue;
            if (parser->get().result_int() == 101)
                co_return protocol_failure("it switches protocols, which was not asked for");
            interim += used;
            if (interim > header_limit) co_return protocol_failure("interim answers above the header limit");
            renew(parser, true); // 1xx: the answer follows
        }
        // Beast bounds the header, not the line before a chunk nor the trailer after the last.
        if (!parser->is_done() && buffer.size() > header_limit)
            co_return protocol_failure("a chunk header or trailer above the header limit");
        answer.complete = now;
    }
    answer.status = parser->get().result_int();
    answer.body = std::move(parser->get().body());
    co_return answer;
}

} // namespace wasmbench::adapters
