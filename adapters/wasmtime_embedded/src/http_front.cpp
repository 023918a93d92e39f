#include "http_front.hpp"

#include "http_text.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>

namespace wasmbench::adapters::wasmtime_embedded {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr std::uint32_t header_limit = 8 * 1024;
constexpr std::uint64_t body_limit = 1024 * 1024;

} // namespace

// One thread's event loop. A loop has one thread, so nothing in it needs a lock.
struct HttpFront::Loop {
    explicit Loop(Handler h)
        : handler(std::move(h))
        , work(asio::make_work_guard(io)) {}

    std::string_view date() {
        auto const now = std::time(nullptr);
        if (now != date_of_) {
            date_of_ = now;
            date_ = http_date(now);
        }
        return date_;
    }

    asio::io_context io{1};
    Handler handler;
    asio::executor_work_guard<asio::io_context::executor_type> work;

private:
    std::time_t date_of_ = -1;
    std::string date_;
};

namespace {

/// One connection: reads a request, answers it, reads the next. It lives as long as an operation of it is
/// pending.
template <class Loop>
class Session : public std::enable_shared_from_this<Session<Loop>> {
public:
    Session(Loop& loop, tcp::socket socket)
        : loop_(loop)
        , socket_(std::move(socket)) {
        error_code ignored;
        socket_.set_option(tcp::no_delay(true), ignored);
    }

    void read() {
        parser_.emplace();
        parser_->header_limit(header_limit);
        parser_->body_limit(body_limit);
        http::async_read(socket_, buffer_, *parser_,
            [self = this->shared_from_this()](error_code ec, std::size_t) { self->on_read(ec); });
    }

private:
    void on_read(error_code ec) {
        auto const& http_errors = make_error_code(http::error::end_of_stream).category();
        if (ec == http::error::end_of_stream || (ec && ec.category() != http_errors))
            return; // closed or reset
        if (ec) return write(400, "not an HTTP/1.1 request\n", false);
        auto const& request = parser_->get();
        auto const answer = loop_.handler({request.target().data(), request.target().size()});
        write(answer.status, answer.body, request.keep_alive());
    }

    void write(std::uint16_t status, std::string_view body, bool keep_alive) {
        response_ = response_text(status, loop_.date(), body, keep_alive);
        asio::async_write(socket_, asio::buffer(response_),
            [self = this->shared_from_this(), keep_alive](error_code ec, std::size_t) {
                if (ec) return;
                if (keep_alive) return self->read();
                error_code ignored;
                self->socket_.shutdown(tcp::socket::shutdown_send, ignored);
            });
    }

    Loop& loop_;
    tcp::socket socket_;
    beast::flat_buffer buffer_{header_limit + body_limit};
    std::optional<http::request_parser<http::string_body>> parser_;
    std::string response_;
};

} // namespace

class HttpFront::Acceptor {
public:
    explicit Acceptor(std::vector<std::unique_ptr<Loop>>& loops)
        : loops_(loops)
        , acceptor_(loops.front()->io) {}

    error_code listen(std::uint16_t port) {
        tcp::endpoint const where(asio::ip::address_v4::loopback(), port);
        error_code ec;
        acceptor_.open(where.protocol(), ec);
        if (!ec) acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
        if (!ec) acceptor_.bind(where, ec);
        if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
        if (!ec) accept();
        return ec;
    }

private:
    void accept() {
        auto& loop = *loops_[next_];
        next_ = (next_ + 1) % loops_.size();
        acceptor_.async_accept(loop.io, [this, &loop](error_code ec, tcp::socket socket) {
            if (ec == asio::error::operation_aborted) return;
            if (!ec)
                asio::post(loop.io, [&loop, s = std::move(socket)]() mutable {
                    std::make_shared<Session<Loop>>(loop, std::move(s))->read();
                });
            accept();
        });
    }

    std::vector<std::unique_ptr<Loop>>& loops_;
    std::size_t next_ = 0;
    tcp::acceptor acceptor_;
};

HttpFront::HttpFront(std::vector<Handler> handlers) {
    for (auto& h : handlers) loops_.push_back(std::make_unique<Loop>(std::move(h)));
    acceptor_ = std::make_unique<Acceptor>(loops_);
}

HttpFront::~HttpFront() {
    acceptor_.reset(); // it belongs to the first loop
}

error_code HttpFront::listen(std::uint16_t port) {
    return acceptor_->listen(port);
}

void HttpFront::run(std::size_t loop) {
    loops_[loop]->io.run();
}

void HttpFront::stop() {
    for (auto& loop : loops_) loop->io.stop();
}

} // namespace wasmbench::adapters::wasmtime_embedded
