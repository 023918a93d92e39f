#include "store_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <utility>

namespace wasmbench::workloads {

using boost::asio::ip::tcp;
using boost::system::error_code;

StoreClient::StoreClient(tcp::socket socket, StoreContext& context)
    : socket_{std::move(socket)}
    , context_{context}
    , parser_{std::in_place} {
    error_code ignored; // see Connection of http_service
    socket_.set_option(tcp::no_delay{true}, ignored);
}

void StoreClient::read() {
    socket_.async_read_some(boost::asio::buffer(buffer_.data() + filled_, buffer_.size() - filled_),
        [self = shared_from_this()](error_code error, std::size_t size) {
            if (error) return; // the client closed, in whatever state: nobody is left to answer
            self->filled_ += size;
            self->answer_what_is_there();
        });
}

void StoreClient::answer_what_is_there() {
    std::size_t done = 0;
    bool waits = false;
    while (done < filled_ && !closing_ && !waits) {
        auto const progress = parser_->put({buffer_.data() + done, filled_ - done});
        done += progress.consumed;
        if (progress.status == RequestParser::Status::need_more) {
            // A chunk's extension may fill the buffer without an end; Beast bounds heads and bodies, not those.
            if (filled_ - done == buffer_.size()) append_bad_request();
            break;
        }
        if (progress.status == RequestParser::Status::bad) {
            append_bad_request();
            break;
        }
        head_ = parser_->head();
        parser_.emplace();
        waits = asks_the_store(head_.target);
        if (!waits) append(no_such_path);
    }
    // What is left is the begin of the next request.
    std::copy(buffer_.data() + done, buffer_.data() + filled_, buffer_.data());
    filled_ -= done;
    if (waits) return context_.store.ask(shared_from_this());
    out_.empty() ? read() : write();
}

void StoreClient::store_answered(Answer const& answer) {
    append(answer);
    answer_what_is_there();
}

void StoreClient::append(Answer const& answer) {
    closing_ = !head_.keep_alive;
    auto connection = ConnectionHeader::none;
    if (closing_) {
        connection = ConnectionHeader::close;
    } else if (head_.http_1_0) {
        connection = ConnectionHeader::keep_alive;
    }
    context_.writer.append(out_, answer, connection, !head_.head_method);
}

void StoreClient::append_bad_request() {
    closing_ = true;
    context_.writer.append(out_, bad_request, ConnectionHeader::close, true);
}

void StoreClient::write() {
    boost::asio::async_write(
        socket_, boost::asio::buffer(out_), [self = shared_from_this()](error_code error, std::size_t) {
            if (error) return;
            self->out_.clear();
            if (!self->closing_) return self->read();
            self->socket_.shutdown(tcp::socket::shutdown_send, error);
            self->drain();
        });
}

// As http_service's: closing with unread bytes would reset the connection and might overtake the last response.
void StoreClient::drain() {
    socket_.async_read_some(
        boost::asio::buffer(buffer_), [self = shared_from_this()](error_code error, std::size_t size) {
            self->drained_ += size;
            if (!error && self->drained_ < max_drained) self->drain();
        });
}

} // namespace wasmbench::workloads
