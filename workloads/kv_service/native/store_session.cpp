#include "store_session.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

namespace wasmbench::workloads {

using boost::asio::ip::tcp;
using boost::system::error_code;

StoreSession::StoreSession(boost::asio::io_context& loop)
    : socket_{loop}
    , timer_{loop} {}

void StoreSession::connect(tcp::endpoint const& store) {
    socket_.async_connect(store, [self = shared_from_this()](error_code error) {
        if (self->failed()) return;
        if (error) return self->fail();
        error_code ignored; // as for the clients: a request must leave at once
        self->socket_.set_option(tcp::no_delay{true}, ignored);
        self->state_ = State::open;
        self->read();
        if (!self->unsent_.empty()) self->write();
    });
}

void StoreSession::ask(std::shared_ptr<StoreWaiter> waiter) {
    waiting_.push_back(std::move(waiter));
    unsent_ += increment_command;
    if (state_ == State::open && sending_.empty()) write();
    if (!watched_) watch();
}

void StoreSession::write() {
    sending_.swap(unsent_);
    boost::asio::async_write(
        socket_, boost::asio::buffer(sending_), [self = shared_from_this()](error_code error, std::size_t) {
            if (self->failed()) return;
            if (error) return self->fail();
            self->sending_.clear();
            if (!self->unsent_.empty()) self->write();
        });
}

void StoreSession::read() {
    socket_.async_read_some(boost::asio::buffer(in_.data() + filled_, in_.size() - filled_),
        [self = shared_from_this()](error_code error, std::size_t size) {
            if (self->failed()) return;
            if (error) return self->fail();
            self->filled_ += size;
            self->deal_out() ? self->read() : self->fail();
        });
}

// False when the store does not keep to the protocol.
bool StoreSession::deal_out() {
    std::size_t done = 0;
    for (;;) {
        auto const reply = read_reply(std::string_view{in_.data(), filled_}.substr(done));
        if (reply.status == ReplyFront::Status::need_more) break;
        if (reply.status == ReplyFront::Status::broken || waiting_.empty()) return false;
        done += reply.consumed;
        ++answered_;
        auto const waiter = std::move(waiting_.front());
        waiting_.pop_front();
        waiter->store_answered(answer_of(reply));
    }
    std::copy(in_.data() + done, in_.data() + filled_, in_.data());
    filled_ -= done;
    return true;
}

// A store that stands still is as good as none. One timer a second for all, not one for each request: setting one costs a
// system call.
void StoreSession::watch() {
    watched_ = true;
    timer_.expires_after(std::chrono::seconds{1});
    timer_.async_wait([self = shared_from_this(), before = answered_](error_code error) {
        self->watched_ = false;
        if (error || self->failed() || self->waiting_.empty()) return;
        self->answered_ == before ? self->fail() : self->watch();
    });
}

void StoreSession::fail() {
    state_ = State::failed;
    error_code ignored;
    socket_.close(ignored);
    timer_.cancel();
    for (auto const& waiter : std::exchange(waiting_, {})) waiter->store_answered(store_unreachable);
}

} // namespace wasmbench::workloads
