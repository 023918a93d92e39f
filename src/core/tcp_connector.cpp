#include "listen_events.hpp"
#include "tcp_connection.hpp"

#include <wasmbench/core/detail/receive_stamp.hpp>
#include <wasmbench/core/system.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <mutex>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wasmbench {
namespace {

using tcp = asio::ip::tcp;

// Holds the system's stamping of received packets switched on: it is switched on only some time after the first socket has
// asked, and that one may be the one that matters.
class StampingHeld {
public:
    StampingHeld() noexcept
        : fd_(::socket(AF_INET, SOCK_DGRAM, 0)) {
        if (fd_ < 0) return;
        ::fcntl(fd_, F_SETFD, FD_CLOEXEC);
        detail::ask_for_receive_stamps(fd_);
    }
    ~StampingHeld() {
        if (fd_ >= 0) ::close(fd_);
    }
    StampingHeld(StampingHeld const&) = delete;
    StampingHeld& operator=(StampingHeld const&) = delete;

private:
    int fd_;
};

class TcpConnector final : public Connector {
public:
    Result<std::uint16_t> free_port(std::string const& host) override {
        error_code ec;
        asio::io_context context;
        auto const address = asio::ip::make_address(host, ec);
        tcp::acceptor acceptor(context);
        if (!ec) acceptor.open(tcp::endpoint(address, 0).protocol(), ec);
        if (!ec) acceptor.bind({address, 0}, ec);
        auto const local = ec ? tcp::endpoint{} : acceptor.local_endpoint(ec);
        if (ec) {
            Diagnostics d;
            d.stage = "find a free port";
            d.subject = host;
            d.expected = "a numeric address of this machine";
            return Failure{ec, std::move(d)};
        }
        return local.port();
    }

    std::unique_ptr<ListenWatch> watch_listeners(asio::any_io_executor executor) override {
        std::call_once(listen_events_opened_, [this] { listen_events_ = detail::ListenEvents::open(); });
        return listen_events_ ? detail::ListenEvents::watch(listen_events_, std::move(executor)) : nullptr;
    }

private:
    StampingHeld const stamping_;
    std::once_flag listen_events_opened_;
    std::shared_ptr<detail::ListenEvents> listen_events_;

    // Numeric addresses only: a name's resolution would be part of every cold start. Names are resolved by
    // callers.
    void do_connect(asio::any_io_executor executor, HttpEndpoint endpoint, Handler handler) override {
        error_code ec;
        auto const address = asio::ip::make_address(endpoint.host, ec);
        auto slot = asio::get_associated_cancellation_slot(handler);
        auto handler_executor = asio::get_associated_executor(handler, executor);
        if (ec) {
            asio::post(executor, asio::bind_executor(handler_executor,
                                     [h = std::move(handler), ec]() mutable { std::move(h)(ec, nullptr); }));
            return;
        }
        auto socket = std::make_unique<tcp::socket>(executor);
        auto& s = *socket;
        auto finish = [socket = std::move(socket), slot, h = std::move(handler)](error_code e) mutable {
            if (slot.is_connected()) slot.clear(); // a late emission must not reach a socket that moved
            if (e) {
                socket.reset();
                std::move(h)(e, nullptr);
                return;
            }
            auto connection = detail::make_tcp_connection(std::move(*socket));
            std::move(h)(error_code{}, std::move(connection));
        };
        s.async_connect(tcp::endpoint(address, endpoint.port),
            asio::bind_cancellation_slot(slot, asio::bind_executor(handler_executor, std::move(finish))));
    }
};

} // namespace

std::unique_ptr<Connector> make_tcp_connector() {
    return std::make_unique<TcpConnector>();
}

} // namespace wasmbench
