#include "beast_scanner.hpp"

#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace wasmbench::load {

namespace http = boost::beast::http;

namespace {

/// Room beyond one header, so that a read takes header and a small body together.
constexpr std::size_t read_ahead = 8 * 1024;

constexpr std::string_view blank_line = "\r\n\r\n";

/// "0\r\n\r\n". Beast's parser asserts that it is given so much of it when it has seen its beginning before.
constexpr std::size_t shortest_chunked_rest = 5;

/// Beast's parser calls a line wrong only when the line is whole: a peer that speaks another protocol, or
/// none, and then waits would look like a slow one.
bool may_begin_response(std::string_view received) {
    constexpr std::string_view version = "HTTP/1.";
    auto const n = std::min(received.size(), version.size());
    return received.substr(0, n) == version.substr(0, n);
}

} // namespace

std::size_t BeastScanner::Parser::on_body_impl(view piece, error_code&) {
    body.append(piece.data(), piece.size());
    return piece.size();
}

std::size_t BeastScanner::Parser::on_chunk_body_impl(std::uint64_t, view piece, error_code&) {
    body.append(piece.data(), piece.size());
    return piece.size();
}

BeastScanner::BeastScanner(ResponseLimits const& limits, bool head)
    : limits_(limits)
    , head_(head)
    , buffer_(limits.header + read_ahead) {
    begin(head);
}

void BeastScanner::begin(bool head) {
    head_ = head;
    filled_ = 0;
    bytes_ = 0;
    interim_ = 0;
    fresh_parser();
}

void BeastScanner::fresh_parser() {
    body_.clear();
    parser_.emplace(body_);
    parser_->eager(true);
    parser_->skip(head_);
    parser_->header_limit(limits_.header);
    parser_->body_limit(limits_.body);
}

asio::mutable_buffer BeastScanner::space() noexcept {
    return {buffer_.data() + filled_, buffer_.size() - filled_};
}

BeastScanner::State BeastScanner::received(std::size_t n) {
    filled_ += n;
    bytes_ += n;
    return parse();
}

BeastScanner::State BeastScanner::ended() {
    if (!parser_->is_header_done()) return State::incomplete;
    error_code ec;
    parser_->put_eof(ec);
    if (ec) return State::incomplete;
    keep_alive_ = false;
    return State::complete;
}

BeastScanner::State BeastScanner::parse() {
    while (filled_ > 0) {
        if (parser_->status == 0 && !may_begin_response({buffer_.data(), filled_}))
            return invalid("it does not begin with an HTTP/1 status line");
        // Beast is given a header whole: it counts a status line that came alone towards the limit, and one
        // that came with the rest not.
        auto given = filled_;
        bool const in_chunks = parser_->is_header_done() && parser_->chunked();
        if (!parser_->is_header_done()) {
            auto const end = std::string_view(buffer_.data(), filled_).find(blank_line);
            auto const size = end == std::string_view::npos ? filled_ : end + blank_line.size();
            if (size > limits_.header) return invalid("header limit exceeded");
            if (end == std::string_view::npos) return State::incomplete;
            given = size;
        } else if (in_chunks) {
            // It bounds neither the line before a chunk nor the trailer after the last: it sees no more at
            // once than they may be.
            if (filled_ < shortest_chunked_rest) return State::incomplete;
            given = std::min<std::size_t>(filled_, limits_.header);
        }
        error_code ec;
        auto const taken = parser_->put(asio::buffer(buffer_.data(), given), ec);
        filled_ -= taken;
        if (filled_ > 0) std::memmove(buffer_.data(), buffer_.data() + taken, filled_);
        if (ec && ec != http::error::need_more) return invalid(ec.message());
        if (!parser_->is_done()) {
            if (taken > 0) continue;
            if (in_chunks && given == limits_.header)
                return invalid("a chunk header or trailer above the header limit");
            return State::incomplete;
        }
        if (parser_->status >= 200) {
            keep_alive_ = parser_->keep_alive();
            return State::complete;
        }
        if (parser_->status == 101) return invalid("it switches protocols, which was not asked for");
        interim_ += taken;
        if (interim_ > limits_.header) return invalid("interim responses above the header limit");
        fresh_parser();
    }
    return State::incomplete;
}

BeastScanner::State BeastScanner::invalid(std::string problem) {
    problem_ = std::move(problem);
    return State::invalid;
}

} // namespace wasmbench::load
