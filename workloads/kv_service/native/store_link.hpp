#pragma once

#include "store_session.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <utility>

namespace wasmbench::workloads {

/// One thread's way to the store: the connection is made by the first request and kept; after it has failed the next
/// request makes another.
class StoreLink {
public:
    StoreLink(boost::asio::io_context& loop, boost::asio::ip::tcp::endpoint store)
        : loop_{loop}
        , store_{std::move(store)} {}

    void ask(std::shared_ptr<StoreWaiter> waiter) {
        if (!session_ || session_->failed()) {
            session_ = std::make_shared<StoreSession>(loop_);
            session_->connect(store_);
        }
        session_->ask(std::move(waiter));
    }

private:
    boost::asio::io_context& loop_;
    boost::asio::ip::tcp::endpoint store_;
    std::shared_ptr<StoreSession> session_;
};

} // namespace wasmbench::workloads
