#pragma once

#include <cstddef>
#include <string_view>

namespace wasmbench::workloads {

/// What the front of a connection's bytes says: one HTTP/1.1 request (RFC 9112), as far as this service needs
/// it. A plain value; `target` points into the bytes.
struct RequestFront {
    enum class Status { need_more, complete, bad };
    Status status = Status::need_more;
    std::size_t consumed = 0; ///< bytes of the whole request, its body among them, when complete
    std::string_view target;
    bool head_method = false;
    bool http_1_0 = false;
    bool keep_alive = true;
};

namespace detail {

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr bool same_letters(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

constexpr std::string_view trimmed(std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
    return s;
}

// A decimal number below 2^20; false for anything else.
constexpr bool length_of(std::string_view digits, std::size_t& value) {
    if (digits.empty() || digits.size() > 6) return false;
    value = 0;
    for (char c : digits) {
        if (c < '0' || c > '9') return false;
        value = value * 10 + static_cast<std::size_t>(c - '0');
    }
    return true;
}

} // namespace detail

/// Reads the request at the front of `data`. Strict where it matters for finding the next request: the line
/// ends, Content-Length, exactly one Host in HTTP/1.1; chunked bodies are refused as bad, since nobody sends
/// this service one. Works without the C++ library, for the Wasm build.
constexpr RequestFront read_request(std::string_view data) {
    using Status = RequestFront::Status;
    RequestFront r;
    auto const head_end = data.find("\r\n\r\n");
    if (head_end == std::string_view::npos) return r;
    auto const bad = [] {
        RequestFront b;
        b.status = Status::bad;
        return b;
    };
    auto head = data.substr(0, head_end + 2);
    auto const line = head.substr(0, head.find("\r\n"));
    auto const method_end = line.find(' ');
    auto const target_end = line.rfind(' ');
    if (method_end == std::string_view::npos || method_end == 0 || target_end <= method_end + 1) return bad();
    auto const version = line.substr(target_end + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return bad();
    r.http_1_0 = version == "HTTP/1.0";
    r.keep_alive = !r.http_1_0;
    r.head_method = line.substr(0, method_end) == "HEAD";
    r.target = line.substr(method_end + 1, target_end - method_end - 1);
    if (r.target.find(' ') != std::string_view::npos) return bad();

    std::size_t body = 0;
    unsigned hosts = 0;
    for (head.remove_prefix(line.size() + 2); !head.empty();) {
        auto const field = head.substr(0, head.find("\r\n"));
        head.remove_prefix(field.size() + 2);
        auto const colon = field.find(':');
        if (colon == std::string_view::npos || colon == 0) return bad();
        auto const name = field.substr(0, colon);
        auto const value = detail::trimmed(field.substr(colon + 1));
        if (detail::same_letters(name, "host")) ++hosts;
        if (detail::same_letters(name, "transfer-encoding")) return bad();
        if (detail::same_letters(name, "content-length") && !detail::length_of(value, body)) return bad();
        if (detail::same_letters(name, "connection")) {
            if (detail::same_letters(value, "close")) r.keep_alive = false;
            if (detail::same_letters(value, "keep-alive")) r.keep_alive = true;
        }
    }
    if (!r.http_1_0 && hosts != 1) return bad(); // RFC 9112, section 3.2
    r.consumed = head_end + 4 + body;
    r.status = r.consumed <= data.size() ? Status::complete : Status::need_more;
    return r;
}

} // namespace wasmbench::workloads
