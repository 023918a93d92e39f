#include "response_scanner.hpp"
#include "token.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>

namespace wasmbench::load {
namespace {

/// Room beyond one header, so that a read takes header and a small body together.
constexpr std::size_t read_ahead = 8 * 1024;

constexpr std::string_view version = "HTTP/1.1 ";
constexpr std::string_view header_end = "\r\n\r\n";

/// A peer that speaks another protocol, or none, and then waits would look like a slow one if the line's end
/// were waited for.
bool may_begin_response(std::string_view received) noexcept {
    constexpr std::string_view any_version = "HTTP/1.";
    auto const n = std::min(received.size(), any_version.size());
    return received.substr(0, n) == any_version.substr(0, n);
}

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_text(std::string_view s) noexcept {
    unsigned control = 0;
    for (char const c : s) {
        auto const u = static_cast<unsigned char>(c);
        control |= static_cast<unsigned>(u < 0x20 && u != '\t') | static_cast<unsigned>(u == 0x7f);
    }
    return control == 0;
}

std::string_view trimmed(std::string_view s) noexcept {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
    return s;
}

} // namespace

ResponseScanner::ResponseScanner(ResponseLimits const& limits, bool head)
    : limits_(limits)
    , buffer_(limits.header + read_ahead) {
    begin(head);
}

void ResponseScanner::begin(bool head, bool keep_body) {
    filled_ = 0;
    bytes_ = 0;
    part_ = Part::header;
    keep_body_ = keep_body;
    surplus_ = false;
    fallback_used_ = head;
    if (head) {
        if (!fallback_) fallback_ = std::make_unique<BeastScanner>(limits_);
        fallback_->begin(true);
    }
}

asio::mutable_buffer ResponseScanner::space() noexcept {
    if (fallback_used_) return fallback_->space();
    return {buffer_.data() + filled_, buffer_.size() - filled_};
}

ResponseScanner::State ResponseScanner::received(std::size_t n) {
    bytes_ += n;
    if (fallback_used_) return fallback_->received(n);
    filled_ += n;
    switch (part_) {
    case Part::header:
        return header();
    case Part::body_in_place:
        return body_in_place();
    case Part::body_in_passing:
        return body_in_passing();
    case Part::chunks:
        return chunks();
    }
    return State::invalid;
}

ResponseScanner::State ResponseScanner::ended() {
    // What has a length here is not complete before it; what has none was Beast's from the beginning.
    return fallback_used_ ? fallback_->ended() : State::incomplete;
}

std::string_view ResponseScanner::body() const noexcept {
    if (fallback_used_) return fallback_->body();
    if (part_ == Part::body_in_place)
        return {buffer_.data() + header_size_, static_cast<std::size_t>(framing_.length)};
    return body_;
}

ResponseScanner::State ResponseScanner::header() {
    std::string_view const received(buffer_.data(), filled_);
    if (!last_header_.empty() && received.starts_with(last_header_)) {
        header_size_ = last_header_.size();
        framing_ = last_framing_;
    } else {
        if (!may_begin_response(received)) return invalid("it does not begin with an HTTP/1 status line");
        auto const end = received.find(header_end);
        if (end == received.npos)
            return filled_ > limits_.header ? invalid("header limit exceeded") : State::incomplete;
        header_size_ = end + header_end.size();
        if (header_size_ > limits_.header) return invalid("header limit exceeded");
        framing_ = {};
        if (!read_header(received.substr(0, end + 2), framing_)) return fall_back();
        last_header_.assign(received.substr(0, header_size_));
        last_framing_ = framing_;
    }
    if (framing_.chunked) {
        part_ = Part::chunks;
        body_.clear();
        chunk_decoder_.begin(limits_.body, limits_.header);
        // The chunks begin where the buffer begins, as they will when more of them has come.
        filled_ -= header_size_;
        std::memmove(buffer_.data(), buffer_.data() + header_size_, filled_);
        return chunks();
    }
    if (framing_.length > limits_.body) return invalid("body limit exceeded");
    if (framing_.length <= buffer_.size() - header_size_) {
        part_ = Part::body_in_place;
        return body_in_place();
    }
    part_ = Part::body_in_passing;
    body_.clear();
    remaining_ = framing_.length;
    filled_ -= header_size_;
    std::memmove(buffer_.data(), buffer_.data() + header_size_, filled_);
    return body_in_passing();
}

// The lines of a header, each with its line end, without the empty one.
bool ResponseScanner::read_header(std::string_view rest, Framing& framing) {
    if (rest.size() < version.size() + 4 || !rest.starts_with(version)) return false;
    auto const* code = rest.data() + version.size();
    if (!is_digit(code[0]) || !is_digit(code[1]) || !is_digit(code[2]) || code[3] != ' ') return false;
    framing.status = (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
    if (framing.status < 200 || framing.status == 204 || framing.status == 304) return false;

    bool has_length = false;
    for (bool first = true; !rest.empty(); first = false) {
        auto const end = rest.find('\n');
        if (end == rest.npos || end == 0 || rest[end - 1] != '\r') return false;
        auto const line = rest.substr(0, end - 1);
        rest.remove_prefix(end + 1);
        if (!is_text(line)) return false;
        if (first) continue;
        auto const colon = line.find(':');
        if (colon == line.npos || !is_token(line.substr(0, colon))) return false;
        auto const name = line.substr(0, colon);
        auto const value = trimmed(line.substr(colon + 1));
        if (name.size() == 14 && boost::iequals(name, "content-length")) {
            auto const [last, error] =
                std::from_chars(value.data(), value.data() + value.size(), framing.length);
            if (has_length || value.empty() || error != std::errc() || last != value.data() + value.size())
                return false;
            has_length = true;
        } else if (name.size() == 17 && boost::iequals(name, "transfer-encoding")) {
            if (framing.chunked || !boost::iequals(value, "chunked")) return false;
            framing.chunked = true;
        } else if (name.size() == 10 && boost::iequals(name, "connection")) {
            if (boost::iequals(value, "close"))
                framing.keep_alive = false;
            else if (!boost::iequals(value, "keep-alive"))
                return false;
        }
    }
    return has_length != framing.chunked;
}

ResponseScanner::State ResponseScanner::body_in_place() {
    auto const end = header_size_ + static_cast<std::size_t>(framing_.length);
    if (filled_ < end) return State::incomplete;
    surplus_ = filled_ > end;
    return State::complete;
}

ResponseScanner::State ResponseScanner::body_in_passing() {
    auto const n = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, filled_));
    if (keep_body_) body_.append(buffer_.data(), n);
    surplus_ = filled_ > n;
    filled_ = 0;
    remaining_ -= n;
    return remaining_ == 0 ? State::complete : State::incomplete;
}

ResponseScanner::State ResponseScanner::chunks() {
    std::size_t taken = 0;
    auto const state = chunk_decoder_.decode({buffer_.data(), filled_}, taken, keep_body_ ? &body_ : nullptr);
    if (state == State::invalid) return invalid(std::string(chunk_decoder_.problem()));
    filled_ -= taken;
    if (filled_ > 0) std::memmove(buffer_.data(), buffer_.data() + taken, filled_);
    surplus_ = state == State::complete && filled_ > 0;
    return state;
}

ResponseScanner::State ResponseScanner::fall_back() {
    if (!fallback_) fallback_ = std::make_unique<BeastScanner>(limits_);
    fallback_->begin(false);
    fallback_used_ = true;
    // Its buffer is as large as ours, so this is one turn; it is written for any size.
    std::string_view rest(buffer_.data(), filled_);
    auto state = State::incomplete;
    while (!rest.empty() && state == State::incomplete) {
        auto const room = fallback_->space();
        auto const n = std::min(rest.size(), room.size());
        std::memcpy(room.data(), rest.data(), n);
        rest.remove_prefix(n);
        state = fallback_->received(n);
    }
    return state;
}

ResponseScanner::State ResponseScanner::invalid(std::string problem) {
    problem_ = std::move(problem);
    return State::invalid;
}

} // namespace wasmbench::load
