#include "tcp_connection.hpp"

#include <wasmbench/core/detail/receive_stamp.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <cerrno>
#include <utility>

#include <sys/socket.h>
#include <sys/uio.h>

namespace wasmbench::detail {
namespace {

using tcp = asio::ip::tcp;
using Handler = asio::any_completion_handler<void(error_code, std::size_t)>;

// What a pending read needs; it may end after its connection has gone.
struct Stream {
    explicit Stream(tcp::socket s)
        : socket(std::move(s)) {}

    tcp::socket socket;
    std::optional<TimePoint> received_at;

    // would_block when there is nothing.
    error_code receive(asio::mutable_buffer into, std::size_t& n) {
        iovec part{into.data(), into.size()};
        alignas(cmsghdr) char control[receive_stamp_room];
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        auto const r = ::recvmsg(socket.native_handle(), &message, MSG_DONTWAIT);
        if (r < 0) return errno == EINTR ? asio::error::would_block : error_code(errno, boost::system::system_category());
        if (r == 0 && into.size() > 0) return asio::error::eof;
        n = static_cast<std::size_t>(r);
        received_at.reset();
        if (auto const age = age_of_received(message)) received_at = SteadyClock::now() - *age;
        return {};
    }
};

void read_some(std::shared_ptr<Stream> stream, asio::mutable_buffer into, Handler handler) {
    std::size_t n = 0;
    auto const ec = stream->receive(into, n);
    auto executor = asio::get_associated_executor(handler, stream->socket.get_executor());
    if (ec != asio::error::would_block && ec != asio::error::try_again) {
        auto call = [h = std::move(handler), ec, n]() mutable { std::move(h)(ec, n); };
        asio::post(stream->socket.get_executor(), asio::bind_executor(executor, std::move(call)));
        return;
    }
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto& socket = stream->socket;
    auto again = [stream = std::move(stream), into, slot, h = std::move(handler)](error_code e) mutable {
        if (slot.is_connected()) slot.clear();
        if (e) std::move(h)(e, 0);
        else read_some(std::move(stream), into, std::move(h));
    };
    socket.async_wait(
        tcp::socket::wait_read, asio::bind_cancellation_slot(slot, asio::bind_executor(executor, std::move(again))));
}

class TcpConnection final : public Connection {
public:
    explicit TcpConnection(tcp::socket socket)
        : stream_(std::make_shared<Stream>(std::move(socket))) {}
    ~TcpConnection() override {
        error_code ignored;
        stream_->socket.close(ignored);
    }

    std::optional<TimePoint> received_at() const noexcept override { return stream_->received_at; }

private:
    void do_read_some(asio::mutable_buffer b, Handler h) override { read_some(stream_, b, std::move(h)); }
    void do_write(asio::const_buffer b, Handler h) override { asio::async_write(stream_->socket, b, std::move(h)); }

    std::shared_ptr<Stream> stream_;
};

} // namespace

std::unique_ptr<Connection> make_tcp_connection(tcp::socket socket) {
    ask_for_receive_stamps(socket.native_handle());
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    return std::make_unique<TcpConnection>(std::move(socket));
}

} // namespace wasmbench::detail
