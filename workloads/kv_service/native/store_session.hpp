#pragma once

#include "../answers.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

namespace wasmbench::workloads {

/// Somebody who waits for the store.
class StoreWaiter {
public:
    /// Once for each request, from the loop and never from inside the request.
    virtual void store_answered(Answer const& answer) = 0;

protected:
    ~StoreWaiter() = default;
};

/// One connection to the store, from its making until it fails: requests of all waiters one behind the other, those of one
/// moment with one write, and the replies dealt out in that order. Keeps itself alive through its pending operations and
/// lives on one thread.
class StoreSession : public std::enable_shared_from_this<StoreSession> {
public:
    explicit StoreSession(boost::asio::io_context& loop);

    /// Begins to connect; returns at once. Requests may be made from here on.
    void connect(boost::asio::ip::tcp::endpoint const& store);

    /// Asks the store to count for `waiter`. Not after failed().
    void ask(std::shared_ptr<StoreWaiter> waiter);

    /// All who waited have been told; a new session is needed.
    bool failed() const { return state_ == State::failed; }

private:
    enum class State { connecting, open, failed };

    void write();
    void read();
    bool deal_out();
    void watch();
    void fail();

    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer timer_;
    State state_ = State::connecting;
    std::deque<std::shared_ptr<StoreWaiter>> waiting_;
    std::string unsent_, sending_;
    std::array<char, 4096> in_;
    std::size_t filled_ = 0;
    std::uint64_t answered_ = 0;
    bool watched_ = false;
};

} // namespace wasmbench::workloads
