#include "client_connection.hpp"

#include "worker.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <exception>
#include <string_view>
#include <utility>

namespace wasmbench::load::detail {
namespace {

using tcp = asio::ip::tcp;

/// After a connect that failed: a server that is down must not be met with all that the machine can do.
constexpr auto pause_after_failed_connect = std::chrono::milliseconds(1);

ErrorClass classify(error_code ec) {
    if (ec == asio::error::connection_refused) return ErrorClass::refused;
    if (ec == asio::error::eof || ec == asio::error::connection_reset || ec == asio::error::broken_pipe ||
        ec == asio::error::connection_aborted)
        return ErrorClass::reset;
    return ErrorClass::other;
}

std::string milliseconds(Duration d) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(d).count()) + " ms";
}

bool accepts(BodyCheck const& check, std::string_view body) {
    if (!check) return true;
    try {
        return check(body);
    } catch (...) { // BodyCheck: an exception is a "no", and the load goes on
        return false;
    }
}

} // namespace

ClientConnection::ClientConnection(Worker& worker)
    : worker_(worker)
    , socket_(worker.context())
    , pause_(worker.context())
    , scanner_(worker.plan().options.limits, worker.plan().request.method == "HEAD") {}

void ClientConnection::begin_phase() {
    // It may have rested for as long as others warmed up. A server may close an idle connection, and the next
    // request would then be an error of the load's own making.
    if (socket_.is_open() && closed_by_peer()) close();
    next();
}

void ClientConnection::expire() {
    expired_ = true;
    deadline_ = TimePoint::max();
    close(); // the pending operation completes with operation_aborted
}

void ClientConnection::next() {
    if (worker_.take_ticket()) {
        busy_ = true;
        socket_.is_open() ? send() : connect();
    } else if (worker_.warming_up() && !socket_.is_open()) {
        connect();
    } else {
        worker_.rested();
    }
}

void ClientConnection::connect() {
    auto const& peer = worker_.peer();
    error_code ec;
    socket_.open(peer.protocol(), ec);
    if (!ec) socket_.set_option(tcp::no_delay(true), ec);
    if (!ec) socket_.non_blocking(true, ec);
    if (ec) return on_connected(ec);
    deadline_ = SteadyClock::now() + worker_.plan().options.timeouts.connect;
    socket_.async_connect(peer, [this](error_code e) { on_connected(e); });
}

void ClientConnection::on_connected(error_code ec) {
    deadline_ = TimePoint::max();
    bool const timed_out = std::exchange(expired_, false) || ec == asio::error::timed_out;
    if (!ec && !timed_out) {
        // When nobody listens on a port of the ephemeral range, the kernel may give a socket that very port
        // as its own, and it connects to itself.
        error_code ignored;
        if (socket_.local_endpoint(ignored) == worker_.peer()) ec = asio::error::connection_refused;
    }
    if (!ec && !timed_out) {
        ++worker_.tally().connections_opened;
        return busy_ ? send() : worker_.rested();
    }
    close();
    if (!busy_) return worker_.rested(); // the first request will try again, and count
    busy_ = false;
    if (timed_out) {
        auto const limit = milliseconds(worker_.plan().options.timeouts.connect);
        worker_.failed(ErrorClass::connect_timeout, "no connection within " + limit);
    } else {
        worker_.failed(classify(ec), "connect: " + ec.message());
    }
    pause();
}

void ClientConnection::pause() {
    pause_.expires_after(pause_after_failed_connect);
    pause_.async_wait([this](error_code) { next(); });
}

void ClientConnection::send() {
    scanner_.begin();
    auto const request = asio::buffer(worker_.request());
    sent_at_ = SteadyClock::now();
    deadline_ = sent_at_ + worker_.plan().options.timeouts.response;
    worker_.sending(sent_at_);
    error_code ec;
    auto const written = socket_.write_some(request, ec);
    if (ec == asio::error::would_block) ec = {};
    if (ec) return fail_io(ec, "write");
    if (written == request.size()) return receive();
    asio::async_write(socket_, request + written,
        [this](error_code e, std::size_t) { e || expired_ ? fail_io(e, "write") : receive(); });
}

void ClientConnection::receive() {
    socket_.async_read_some(scanner_.space(), [this](error_code ec, std::size_t n) { on_read(ec, n); });
}

void ClientConnection::on_read(error_code ec, std::size_t n) {
    if (expired_) return fail_io(ec, "read");
    using State = ResponseScanner::State;
    auto state = State::incomplete;
    if (!ec) {
        worker_.read(n);
        state = scanner_.received(n);
    } else if (ec == asio::error::eof) {
        state = scanner_.ended();
    }
    switch (state) {
    case State::complete:
        return complete(SteadyClock::now());
    case State::invalid:
        return fail(ErrorClass::protocol, "not HTTP/1.1: " + std::string(scanner_.problem()));
    case State::incomplete:
        return ec ? fail_io(ec, "read") : receive();
    }
}

void ClientConnection::complete(TimePoint now) {
    if (scanner_.surplus())
        return fail(ErrorClass::protocol,
            "not HTTP/1.1: bytes after the end of the response (wrong Content-Length?)");
    deadline_ = TimePoint::max();
    busy_ = false;
    auto const expected = worker_.plan().expected_status;
    if (static_cast<unsigned>(scanner_.status()) != expected) {
        worker_.failed(ErrorClass::bad_status,
            "status " + std::to_string(scanner_.status()) + ", expected " + std::to_string(expected));
    } else if (!accepts(worker_.plan().check, scanner_.body())) {
        worker_.failed(ErrorClass::bad_body, "body of " + std::to_string(scanner_.body().size()) +
                                                 " bytes: \"" + std::string(scanner_.body().substr(0, 200)) +
                                                 "\"");
    } else {
        worker_.succeeded(sent_at_, now, scanner_.body());
    }
    if (!scanner_.keep_alive() || !worker_.reuse_connections()) close();
    next();
}

void ClientConnection::fail(ErrorClass c, std::string const& detail) {
    deadline_ = TimePoint::max();
    busy_ = false;
    close();
    worker_.failed(c, detail);
    next();
}

void ClientConnection::fail_io(error_code ec, char const* doing) {
    if (std::exchange(expired_, false)) {
        auto const limit = milliseconds(worker_.plan().options.timeouts.response);
        return fail(ErrorClass::response_timeout, "no complete response within " + limit + ", " +
                                                      std::to_string(scanner_.bytes()) + " bytes received");
    }
    fail(classify(ec), std::string(doing) + ": " + ec.message() + " after " +
                           std::to_string(scanner_.bytes()) + " bytes of the response");
}

void ClientConnection::close() {
    error_code ignored;
    socket_.close(ignored);
}

bool ClientConnection::closed_by_peer() {
    char byte = 0;
    error_code ec;
    socket_.receive(asio::buffer(&byte, 1), Socket::message_peek, ec);
    return ec != asio::error::would_block; // also when there are bytes: nobody asked for them
}

} // namespace wasmbench::load::detail
