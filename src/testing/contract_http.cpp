#include "contract_http.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace wasmbench::testing::detail {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

http::request<http::string_body> to_beast(HttpEndpoint const& endpoint, Request const& request) {
    http::request<http::string_body> r;
    r.version(11);
    r.method_string(request.method);
    r.target(request.target);
    r.set(http::field::host, endpoint.authority());
    r.keep_alive(false);
    for (auto const& [name, value] : request.headers) r.set(name, value);
    r.body() = request.body;
    r.prepare_payload();
    return r;
}

// The steps of one exchange, each begun when the one before it has ended.
struct Exchange : std::enable_shared_from_this<Exchange> {
    explicit Exchange(asio::io_context& io)
        : stream(io) {}

    beast::tcp_stream stream;
    beast::flat_buffer buffer;
    http::request<http::string_body> request;
    http::response<http::string_body> response;

    template <class Handler>
    void begin(asio::ip::tcp::endpoint const& where, Handler handler) {
        stream.expires_after(std::chrono::seconds(5));
        stream.async_connect(
            where, [self = shared_from_this(), h = std::move(handler)](error_code ec) mutable {
                if (ec)
                    std::move(h)(ec, std::string());
                else
                    self->send(std::move(h));
            });
    }
    template <class Handler>
    void send(Handler handler) {
        http::async_write(stream, request,
            [self = shared_from_this(), h = std::move(handler)](error_code ec, std::size_t) mutable {
                if (ec)
                    std::move(h)(ec, std::string());
                else
                    self->receive(std::move(h));
            });
    }
    template <class Handler>
    void receive(Handler handler) {
        http::async_read(stream, buffer, response,
            [self = shared_from_this(), h = std::move(handler)](
                error_code ec, std::size_t) mutable { std::move(h)(ec, std::move(self->response.body())); });
    }
};

} // namespace

std::string fetch(Bench& bench, HttpEndpoint const& endpoint, Request const& request) {
    auto const where = endpoint.url(request.target);
    auto exchange = std::make_shared<Exchange>(bench.io);
    exchange->request = to_beast(endpoint, request);
    auto const address = asio::ip::make_address(endpoint.host);
    auto answer = bench.run<std::string>("GET " + where, [&](auto token) {
        exchange->begin({address, endpoint.port}, std::move(token));
    });
    require(!answer.error, "GET " + where + ": " + answer.error.message());
    require(exchange->response.result_int() == 200,
        "GET " + where + ": status " + std::to_string(exchange->response.result_int()));
    return std::move(answer.value);
}

HttpEndpoint http_endpoint(Instance const& instance) {
    auto const* e = std::get_if<HttpEndpoint>(&instance.endpoint());
    require(e != nullptr, "the endpoint is not HTTP");
    require(e->port != 0, "the endpoint has no port");
    return *e;
}

void expect_answer(Bench& b, Instance const& instance, Workload const& workload, std::uint64_t n) {
    auto const request = workload.request(n);
    auto const body = fetch(b, http_endpoint(instance), request);
    require(workload.answers(request, body), "the answer was \"" + body + "\", not " + workload.expected());
}

void require_free(Bench& b, HttpEndpoint const& endpoint) {
    error_code ec;
    asio::ip::tcp::acceptor acceptor(b.io);
    asio::ip::tcp::endpoint const where(asio::ip::make_address(endpoint.host), endpoint.port);
    acceptor.open(where.protocol(), ec);
    // Connections that have just been closed do not keep a port; a listener does.
    acceptor.set_option(asio::socket_base::reuse_address(true), ec);
    acceptor.bind(where, ec);
    if (!ec) acceptor.listen(1, ec);
    require(!ec, "port " + std::to_string(endpoint.port) + ": " + ec.message());
}

} // namespace wasmbench::testing::detail
