#pragma once

#include <cstddef>
#include <string_view>

namespace wasmbench::workloads {

/// The one request that the service makes of its store (RESP, the protocol of Redis): add one to the counter.
inline constexpr std::string_view increment_command = "*2\r\n$4\r\nINCR\r\n$7\r\ncounter\r\n";

/// What the front of a store's bytes says: one reply, as far as the answers to INCR go. A plain value; `text` points into
/// the bytes.
struct ReplyFront {
    enum class Status {
        need_more,
        number,  ///< `text` is the counter, digits alone
        refusal, ///< `text` is the store's error message
        broken   ///< not such a reply: where the next one begins is unknown
    };
    Status status = Status::need_more;
    std::size_t consumed = 0; ///< bytes of the whole reply
    std::string_view text;
};

/// A line without an end beyond this is broken. The longest number has 20 characters, errors are sentences.
inline constexpr std::size_t max_reply = 512;

/// Reads the reply at the front of `data`. Does no I/O and keeps nothing: call it again with more bytes behind the same
/// ones. Works without the C++ library, for the Wasm build.
constexpr ReplyFront read_reply(std::string_view data) {
    using Status = ReplyFront::Status;
    if (data.empty()) return {};
    ReplyFront r;
    r.status = Status::broken;
    char const kind = data.front();
    if (kind != ':' && kind != '-') return r;
    auto const end = data.find("\r\n");
    if (end == std::string_view::npos) {
        if (data.size() < max_reply) r.status = Status::need_more;
        return r;
    }
    auto const text = data.substr(1, end - 1);
    if (kind == ':') {
        if (text.empty() || text.size() > 20) return r;
        for (char c : text)
            if (c < '0' || c > '9') return r;
    }
    r.status = kind == ':' ? Status::number : Status::refusal;
    r.consumed = end + 2;
    r.text = text;
    return r;
}

} // namespace wasmbench::workloads
