#pragma once

#include "../../http_service/native/request_parser.hpp"
#include "../../http_service/native/response_writer.hpp"
#include "store_link.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace wasmbench::workloads {

/// What the connections of one thread share.
struct StoreContext {
    StoreContext(boost::asio::ip::tcp::endpoint const& address, boost::asio::io_context& loop)
        : store{loop, address} {}

    StoreLink store;
    ResponseWriter writer;
};

/// One client of the service: reads requests and answers them in order, those for `/store` when the store has. While it
/// waits it reads no further request, so its memory is bounded as that of http_service's connections. Keeps itself alive
/// through its pending operation or by waiting, and lives on one thread.
class StoreClient final : public StoreWaiter, public std::enable_shared_from_this<StoreClient> {
public:
    using Context = StoreContext;
    using Shared = boost::asio::ip::tcp::endpoint const;

    /// `context` must outlive the connection.
    StoreClient(boost::asio::ip::tcp::socket socket, StoreContext& context);

    /// Begins to serve; returns at once.
    void start() { read(); }

    void store_answered(Answer const& answer) override;

private:
    static constexpr std::size_t buffer_size = 2 * RequestParser::max_head_bytes;
    // What is read and thrown away behind the last response, at most.
    static constexpr std::size_t max_drained = 4 * RequestParser::max_body_bytes;

    void read();
    void answer_what_is_there();
    void append(Answer const& answer);
    void append_bad_request();
    void write();
    void drain();

    boost::asio::ip::tcp::socket socket_;
    StoreContext& context_;
    std::array<char, buffer_size> buffer_;
    std::size_t filled_ = 0;
    std::optional<RequestParser> parser_;
    RequestHead head_; // of the request that is answered
    std::string out_;
    bool closing_ = false; // no request is read after the responses in out_
    std::size_t drained_ = 0;
};

} // namespace wasmbench::workloads
