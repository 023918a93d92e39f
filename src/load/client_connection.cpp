#include "client_connection.hpp"

#include "worker.hpp"

#include <cerrno>
#include <chrono>
#include <string_view>
#include <system_error>

namespace wasmbench::load::detail {
namespace {

/// After a connect that failed: a server that is down must not be met with all that the machine can do.
constexpr auto pause_after_failed_connect = std::chrono::milliseconds(1);

ErrorClass classify(int error) {
    switch (error) {
    case ECONNREFUSED:
    case ENOENT: // a unix socket that is not there
        return ErrorClass::refused;
    case 0: // the end of the stream
    case ECONNRESET:
    case EPIPE:
    case ECONNABORTED:
        return ErrorClass::reset;
    case ETIMEDOUT:
        return ErrorClass::connect_timeout;
    default:
        return ErrorClass::other;
    }
}

std::string words(int error) {
    return error == 0 ? "End of file" : std::generic_category().message(error);
}

std::string milliseconds(Duration d) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(d).count()) + " ms";
}

bool accepts(BodyCheck const* check, std::string_view body) {
    if (check == nullptr || !*check) return true;
    try {
        return (*check)(body);
    } catch (...) { // BodyCheck: an exception is a "no", and the load goes on
        return false;
    }
}

} // namespace

ClientConnection::ClientConnection(Worker& worker, bool stamped)
    : worker_(worker)
    , stamped_(stamped)
    , scanner_(worker.options().limits) {}

std::optional<TimePoint> ClientConnection::sent_at() const noexcept {
    if (state_ != State::writing && state_ != State::reading) return std::nullopt;
    return sent_at_;
}

void ClientConnection::open() {
    connect();
}

void ClientConnection::start(Slot const& slot) {
    busy_ = true;
    slot_ = slot;
    state_ == State::idle ? send() : connect();
}

void ClientConnection::on_ready(Readiness const& r) {
    switch (state_) {
    case State::connecting:
        if (!r.writable && !r.closing) return;
        if (auto const e = socket_.finish_connect(worker_.peer()); e != 0) {
            if (e != EINPROGRESS) connect_failed(e);
            return;
        }
        connected();
        // What was told together with the end of the connect is not told again.
        if ((state_ == State::reading || state_ == State::writing) && (r.readable || r.closing))
            read(r.closing);
        return;
    case State::writing:
        // A server may answer before it has read everything, and both would wait for each other.
        if (r.readable || r.closing) read(r.closing);
        if (state_ == State::writing && (r.writable || r.closing)) write_rest();
        return;
    case State::reading:
        if (r.readable || r.closing) read(r.closing);
        return;
    case State::idle:
        if (r.readable || r.closing) drop_if_stale();
        return;
    case State::closed:
    case State::pausing:
        return; // an event from before the close, in the same turn
    }
}

void ClientConnection::drop_if_stale() {
    if (state_ == State::idle && socket_.stale()) close();
}

void ClientConnection::expire() {
    deadline_ = TimePoint::max();
    switch (state_) {
    case State::pausing:
        state_ = State::closed;
        return worker_.free_after_failure(*this);
    case State::connecting:
        if (busy_) worker_.unanswered(*this, SteadyClock::now());
        return connect_failed(ETIMEDOUT);
    case State::writing:
    case State::reading: {
        auto const c = scanner_.bytes() == 0 ? ErrorClass::first_byte_timeout : ErrorClass::response_timeout;
        auto const now = SteadyClock::now();
        worker_.unanswered(*this, now);
        return fail(c, "no complete response within " + milliseconds(worker_.options().timeouts.response) +
                           ", " + std::to_string(scanner_.bytes()) + " bytes received");
    }
    case State::closed:
    case State::idle:
        return;
    }
}

void ClientConnection::give_up() {
    busy_ = false;
    if (state_ != State::idle) close();
}

void ClientConnection::connect() {
    connecting_since_ = SteadyClock::now();
    state_ = State::connecting;
    auto const error = socket_.connect(worker_.peer(), stamped_);
    if (error != 0 && error != EINPROGRESS) return connect_failed(error);
    if (auto const e = worker_.watch(socket_.descriptor(), this); e != 0) return connect_failed(e);
    if (error == 0) return connected();
    deadline_ = connecting_since_ + worker_.options().timeouts.connect;
}

void ClientConnection::connected() {
    deadline_ = TimePoint::max();
    state_ = State::idle;
    worker_.connected(SteadyClock::now() - connecting_since_);
    busy_ ? send() : worker_.opened(*this);
}

void ClientConnection::connect_failed(int error) {
    deadline_ = TimePoint::max();
    socket_.close();
    state_ = State::closed;
    // A unix socket whose queue of connections is full says so at once, where TCP would wait.
    bool const full = error == EAGAIN;
    if (!busy_) return worker_.opened(*this); // the first request will try again, and count
    busy_ = false;
    if (error == ETIMEDOUT) {
        auto const limit = milliseconds(worker_.options().timeouts.connect);
        worker_.failed(ErrorClass::connect_timeout, "no connection within " + limit);
    } else {
        worker_.failed(full ? ErrorClass::refused : classify(error),
            "connect: " + (full ? std::string("the listener's queue is full") : words(error)));
    }
    pause();
}

void ClientConnection::pause() {
    state_ = State::pausing;
    deadline_ = SteadyClock::now() + pause_after_failed_connect;
    worker_.check_at(deadline_);
}

void ClientConnection::send() {
    out_.bytes = {};
    out_.expected_status = 200;
    out_.check = nullptr;
    out_.head = out_.closes = false;
    worker_.fill(slot_.sequence, out_);
    scanner_.begin(out_.head, worker_.keeps_bodies() || (out_.check != nullptr && *out_.check));
    age_.reset();
    written_ = 0;
    state_ = State::writing;
    sent_at_ = SteadyClock::now();
    deadline_ = sent_at_ + worker_.options().timeouts.response;
    worker_.sending(*this, sent_at_);
    write_rest();
}

void ClientConnection::write_rest() {
    auto const t = socket_.send(out_.bytes.substr(written_));
    if (t.error != 0 && !t.would_block()) return fail_io(t.error, "write");
    if (t.error == 0) written_ += t.bytes;
    // Otherwise the kernel's buffer is full, and it says when it is not.
    if (written_ == out_.bytes.size()) state_ = State::reading;
}

void ClientConnection::read(bool closing) {
    using Scan = ResponseScanner::State;
    for (;;) {
        auto const space = scanner_.space();
        auto const t = socket_.receive(static_cast<char*>(space.data()), space.size(), age_);
        if (t.would_block()) return;
        auto const now = SteadyClock::now();
        if (t.error != 0) return fail_io(t.error, "read");
        if (t.bytes > 0 && scanner_.bytes() == 0) first_byte_at_ = now;
        auto const scanned = t.bytes == 0 ? scanner_.ended() : scanner_.received(t.bytes);
        worker_.read(t.bytes);
        if (scanned == Scan::complete) return complete(now, closing);
        if (scanned == Scan::invalid)
            return fail(ErrorClass::protocol, "not HTTP/1.1: " + std::string(scanner_.problem()));
        if (t.bytes == 0) return fail_io(0, "read");
        // A short read has emptied the socket, so only what is told next is new; but an end that was told
        // with it is not.
        if (t.bytes < space.size() && !closing) return;
        if (now >= deadline_) return expire(); // a peer that never lets the socket run dry
    }
}

void ClientConnection::complete(TimePoint now, bool closing) {
    if (scanner_.surplus())
        return fail(ErrorClass::protocol,
            "not HTTP/1.1: bytes after the end of the response (wrong Content-Length?)");
    bool const early = state_ == State::writing; // the rest of the request is still owed
    deadline_ = TimePoint::max();
    busy_ = false;
    state_ = State::idle;
    auto const status = static_cast<unsigned>(scanner_.status());
    if (status != out_.expected_status) {
        worker_.failed(ErrorClass::bad_status,
            "status " + std::to_string(status) + ", expected " + std::to_string(out_.expected_status));
    } else if (!accepts(out_.check, scanner_.body())) {
        worker_.failed(ErrorClass::bad_body, "body of " + std::to_string(scanner_.body().size()) +
                                                 " bytes: \"" + std::string(scanner_.body().substr(0, 200)) +
                                                 "\"");
    } else {
        worker_.succeeded(
            {slot_.planned, connecting_since_, sent_at_, first_byte_at_, now, age_}, scanner_.body());
    }
    if (worker_.options().reuse == Reuse::none || out_.closes || early) {
        socket_.abort();
        state_ = State::closed;
    } else if (!scanner_.keep_alive()) {
        close();
    } else if (closing && worker_.paced()) {
        // It rests now, and would not be told of the peer's close again. A closed loop uses it at once, and a
        // server that closes without having said so is met with the same error each time.
        drop_if_stale();
    }
    worker_.free(*this, now);
}

void ClientConnection::fail(ErrorClass c, std::string const& detail) {
    deadline_ = TimePoint::max();
    busy_ = false;
    close();
    worker_.failed(c, detail);
    worker_.free_after_failure(*this);
}

void ClientConnection::fail_io(int error, char const* doing) {
    fail(classify(error), std::string(doing) + ": " + words(error) + " after " +
                              std::to_string(scanner_.bytes()) + " bytes of the response");
}

void ClientConnection::close() {
    socket_.close();
    state_ = State::closed;
}

} // namespace wasmbench::load::detail
