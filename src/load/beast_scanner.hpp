#pragma once

#include "scan_state.hpp"

#include <wasmbench/core/asio.hpp>
#include <wasmbench/load/load_plan.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::load {

/// The end of one HTTP/1.1 response as Boost.Beast's parser finds it: the strict judge of everything that
/// ResponseScanner does not take itself, and its oracle in tests. It does no I/O. Interim responses (1xx) are
/// passed over.
///
/// Use: begin(), then read into space() and say received(n), or ended() at the end of the stream, until the
/// state is no longer incomplete. Steady state allocates nothing: the buffers are kept from response to
/// response.
class BeastScanner {
public:
    using State = ScanState;

    /// `head`: the responses are to HEAD requests and have no body, whatever their headers say.
    explicit BeastScanner(ResponseLimits const& limits, bool head = false);

    /// Forgets the response before.
    void begin(bool head = false);
    /// Where the next bytes go; never empty while the state is incomplete.
    asio::mutable_buffer space() noexcept;
    /// `n` bytes were put into space().
    State received(std::size_t n);
    /// The peer sends no more. Completes a response that has no length of its own.
    State ended();

    /// Bytes since begin(), the response's and any after it.
    std::size_t bytes() const noexcept { return bytes_; }

    // For a complete response:

    int status() const noexcept { return parser_->status; }
    /// Valid until begin().
    std::string_view body() const noexcept { return parser_->body; }
    /// Whether the connection may be used again.
    bool keep_alive() const noexcept { return keep_alive_; }
    /// Bytes came after the response, which nobody asked for.
    bool surplus() const noexcept { return filled_ > 0; }

    /// Why the state is invalid, for a person.
    std::string_view problem() const noexcept { return problem_; }

private:
    /// Beast's parser without its header container: nothing of the header is kept but what the base class
    /// keeps.
    class Parser final : public boost::beast::http::basic_parser<false> {
    public:
        explicit Parser(std::string& buffer) noexcept
            : body(buffer) {}
        std::string& body;
        int status = 0; ///< 0 until the status line was parsed

    private:
        using view = boost::beast::string_view;
        using field = boost::beast::http::field;
        using verb = boost::beast::http::verb;
        void on_request_impl(verb, view, view, int, error_code&) override {}
        void on_response_impl(int code, view, int, error_code&) override { status = code; }
        void on_field_impl(field, view, view, error_code&) override {}
        void on_header_impl(error_code&) override {}
        void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
        std::size_t on_body_impl(view piece, error_code&) override;
        void on_chunk_header_impl(std::uint64_t, view, error_code&) override {}
        std::size_t on_chunk_body_impl(std::uint64_t, view piece, error_code&) override;
        void on_finish_impl(error_code&) override {}
    };

    void fresh_parser();
    State parse();
    State invalid(std::string problem);

    ResponseLimits limits_;
    bool head_;
    std::vector<char> buffer_; ///< bytes that the parser has not taken: [0, filled_)
    std::size_t filled_ = 0;
    std::size_t bytes_ = 0;
    std::size_t interim_ = 0; ///< bytes of interim responses that were passed over
    std::string body_;
    std::optional<Parser> parser_; ///< Beast's parsers serve one message each
    bool keep_alive_ = false;
    std::string problem_;
};

} // namespace wasmbench::load
