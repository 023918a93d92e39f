#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/string_type.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wasmbench::workloads {

/// What the service needs to know of a request.
struct RequestHead {
    std::string target; ///< origin form: path and query; the service's own paths fit in the small buffer
    bool head_method = false; ///< HEAD: the answer has no body.
    bool http_1_0 = false;
    bool keep_alive = true;
};

/// Parses one HTTP/1.1 request (RFC 9112) out of bytes already read: Beast's strict state machine, which does
/// no I/O and here keeps no fields, so that a request costs no allocation. Bodies are read past, not kept. An
/// instance is for one request.
///
/// Use: call `put` with everything read and not yet consumed until it returns `complete`. Until the head is
/// complete its bytes are not consumed: they have to be presented again, with more behind them.
class RequestParser : private boost::beast::http::basic_parser<true> {
public:
    static constexpr std::uint32_t max_head_bytes = 8192;
    static constexpr std::uint64_t max_body_bytes = std::uint64_t{1} << 20;

    enum class Status { need_more, complete, bad };
    struct Progress {
        Status status;
        std::size_t consumed; ///< bytes at the front of `data` that are done with
    };

    RequestParser() {
        eager(true);
        header_limit(max_head_bytes);
        body_limit(max_body_bytes);
    }

    /// `bad` = not HTTP/1.x, a head beyond `max_head_bytes`, a body beyond `max_body_bytes`, or HTTP/1.1
    /// without exactly one Host. The connection cannot be used further then: where the next request begins is
    /// unknown.
    Progress put(std::string_view data) {
        boost::beast::error_code error;
        std::size_t const consumed =
            basic_parser::put(boost::asio::const_buffer(data.data(), data.size()), error);
        if (error && error != boost::beast::http::error::need_more) return {Status::bad, consumed};
        return {is_done() ? Status::complete : Status::need_more, consumed};
    }

    /// Valid after `complete`.
    RequestHead const& head() const { return head_; }

private:
    using string_view = boost::beast::string_view;
    using error_code = boost::beast::error_code;
    using field = boost::beast::http::field;

    // RFC 9112 section 3.2.2: a server accepts the absolute form too (`GET http://host/path HTTP/1.1`).
    static std::string_view origin_form(std::string_view target) {
        constexpr std::string_view scheme = "http://";
        if (!target.starts_with(scheme)) return target;
        std::size_t const path = target.find_first_of("/?", scheme.size());
        return path == std::string_view::npos || target[path] == '?' ? std::string_view{"/"}
                                                                     : target.substr(path);
    }

    void on_request_impl(
        boost::beast::http::verb method, string_view, string_view target, int version, error_code&) override {
        head_.target = origin_form({target.data(), target.size()});
        head_.head_method = method == boost::beast::http::verb::head;
        head_.http_1_0 = version == 10;
    }
    void on_field_impl(field name, string_view, string_view, error_code&) override {
        if (name == field::host) ++hosts_;
    }
    void on_response_impl(int, string_view, int, error_code&) override {}
    void on_header_impl(error_code& error) override {
        head_.keep_alive = keep_alive();
        bool const host_as_required = head_.http_1_0 || hosts_ == 1; // RFC 9112 section 3.2
        if (!host_as_required) error = boost::beast::http::error::bad_value;
    }
    void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
    std::size_t on_body_impl(string_view body, error_code&) override { return body.size(); }
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code&) override {
        return body.size();
    }
    void on_finish_impl(error_code&) override {}

    RequestHead head_;
    unsigned hosts_ = 0;
};

} // namespace wasmbench::workloads
