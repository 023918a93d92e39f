#pragma once

#include "../routing.hpp"
#include "request_parser.hpp"
#include "response_writer.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace wasmbench::workloads {

/// What the connections of one thread share.
struct ConnectionContext {
    ConnectionContext(Service& s, boost::asio::io_context&)
        : service{s} {}

    Service& service;
    ResponseWriter writer;
};

/// One client: reads requests, answers them in order, all those of one read with one write. Keeps itself
/// alive through its pending operation and lives on one thread. Its memory is bounded: a fixed read buffer,
/// and the responses to what that buffer holds. There is no idle timeout; this is a target of measurements on
/// the loopback, not a public server.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    using Context = ConnectionContext;
    using Shared = Service;

    /// `context` must outlive the connection.
    Connection(boost::asio::ip::tcp::socket socket, ConnectionContext& context);

    /// Begins to serve; returns at once.
    void start() { read(); }

private:
    // Holds a whole head: a head that fills it has been refused before.
    static constexpr std::size_t buffer_size = 2 * RequestParser::max_head_bytes;
    // What is read and thrown away behind the last response, at most.
    static constexpr std::size_t max_drained = 4 * RequestParser::max_body_bytes;

    void read();
    void answer_what_is_there();
    void append_response(RequestHead const& head);
    void append_bad_request();
    void write();
    void drain();

    boost::asio::ip::tcp::socket socket_;
    ConnectionContext& context_;
    std::array<char, buffer_size> buffer_;
    std::size_t filled_ = 0;
    std::optional<RequestParser> parser_;
    std::string out_;
    bool closing_ = false; // no request is read after the responses in out_
    std::size_t drained_ = 0;
};

} // namespace wasmbench::workloads
