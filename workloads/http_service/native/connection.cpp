#include "connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace wasmbench::workloads {

using boost::asio::ip::tcp;
using boost::system::error_code;

Connection::Connection(tcp::socket socket, ConnectionContext& context)
    : socket_{std::move(socket)}
    , context_{context}
    , parser_{std::in_place} {
    // A response smaller than a segment must leave at once: with Nagle's algorithm and delayed
    // acknowledgements together it may wait 40 ms. Fails only if the client is gone, which the first read
    // reports.
    error_code ignored;
    socket_.set_option(tcp::no_delay{true}, ignored);
}

void Connection::read() {
    socket_.async_read_some(boost::asio::buffer(buffer_.data() + filled_, buffer_.size() - filled_),
        [self = shared_from_this()](error_code error, std::size_t size) {
            if (error) return; // the client closed, in whatever state: nobody is left to answer
            self->filled_ += size;
            self->answer_what_is_there();
        });
}

void Connection::answer_what_is_there() {
    std::size_t done = 0;
    while (done < filled_ && !closing_) {
        auto const progress = parser_->put({buffer_.data() + done, filled_ - done});
        done += progress.consumed;
        if (progress.status == RequestParser::Status::need_more) {
            // A chunk's extension may fill the buffer without an end; Beast bounds heads and bodies, not
            // those.
            if (filled_ - done == buffer_.size()) append_bad_request();
            break;
        }
        if (progress.status == RequestParser::Status::bad) {
            append_bad_request();
        } else {
            append_response(parser_->head());
            parser_.emplace();
        }
    }
    // What is left is the begin of the next request.
    std::copy(buffer_.data() + done, buffer_.data() + filled_, buffer_.data());
    filled_ -= done;
    out_.empty() ? read() : write();
}

void Connection::append_response(RequestHead const& head) {
    closing_ = !head.keep_alive;
    auto connection = ConnectionHeader::none;
    if (closing_) {
        connection = ConnectionHeader::close;
    } else if (head.http_1_0) {
        connection = ConnectionHeader::keep_alive;
    }
    context_.writer.append(out_, context_.service.answer(head.target), connection, !head.head_method);
}

void Connection::append_bad_request() {
    closing_ = true;
    context_.writer.append(out_, Answer{400, "bad request\n"}, ConnectionHeader::close, true);
}

void Connection::write() {
    boost::asio::async_write(
        socket_, boost::asio::buffer(out_), [self = shared_from_this()](error_code error, std::size_t) {
            if (error) return;
            self->out_.clear();
            if (!self->closing_) return self->read();
            self->socket_.shutdown(tcp::socket::shutdown_send, error);
            self->drain();
        });
}

// Closing a socket that holds unread bytes resets the connection, and the reset may overtake the last
// response. So the rest is read until the client closes (RFC 9112 section 9.6), within a bound.
void Connection::drain() {
    socket_.async_read_some(
        boost::asio::buffer(buffer_), [self = shared_from_this()](error_code error, std::size_t size) {
            self->drained_ += size;
            if (!error && self->drained_ < max_drained) self->drain();
        });
}

} // namespace wasmbench::workloads
