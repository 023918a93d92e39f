#pragma once

#include "beast_scanner.hpp"
#include "chunk_decoder.hpp"
#include "scan_state.hpp"

#include <wasmbench/core/asio.hpp>
#include <wasmbench/load/load_plan.hpp>

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::load {

/// Finds the end of one HTTP/1.1 response in the bytes of a connection (RFC 9112). It does no I/O.
///
/// What nearly every answer looks like is scanned here, in the buffer and without a copy: HTTP/1.1, a final
/// status, and one Content-Length or "Transfer-Encoding: chunked". Whatever is odd - another version, an
/// interim response, no length, HEAD, two lengths, a header that is not well-formed - is given to Beast's
/// parser from its first byte, which judges it.
///
/// Use: begin(), then read into space() and say received(n), or ended() at the end of the stream, until the
/// state is no longer incomplete. Steady state allocates nothing.
class ResponseScanner {
public:
    using State = ScanState;

    explicit ResponseScanner(ResponseLimits const& limits, bool head = false);

    /// Forgets the response before. `head`: the response is to a HEAD request and has no body, whatever its
    /// header says. `keep_body`: whether body() will be asked for; without it a body that does not fit the
    /// buffer is only counted.
    void begin(bool head = false, bool keep_body = true);
    /// Where the next bytes go; never empty while the state is incomplete.
    asio::mutable_buffer space() noexcept;
    /// `n` bytes were put into space().
    State received(std::size_t n);
    /// The peer sends no more. Completes a response that has no length of its own.
    State ended();

    /// Bytes since begin(), the response's and any after it.
    std::size_t bytes() const noexcept { return bytes_; }

    // For a complete response:

    int status() const noexcept { return fallback_used_ ? fallback_->status() : framing_.status; }
    /// Valid until begin().
    std::string_view body() const noexcept;
    /// Whether the connection may be used again.
    bool keep_alive() const noexcept {
        return fallback_used_ ? fallback_->keep_alive() : framing_.keep_alive;
    }
    /// Bytes came after the response, which nobody asked for.
    bool surplus() const noexcept { return fallback_used_ ? fallback_->surplus() : surplus_; }
    /// Whether Beast's parser had to judge it; for tests and benchmarks.
    bool fell_back() const noexcept { return fallback_used_; }

    /// Why the state is invalid, for a person.
    std::string_view problem() const noexcept { return fallback_used_ ? fallback_->problem() : problem_; }

private:
    enum class Part { header, body_in_place, body_in_passing, chunks };

    /// What a header says about the bytes that follow it.
    struct Framing {
        int status = 0;
        std::uint64_t length = 0;
        bool chunked = false;
        bool keep_alive = true;
    };
    /// False: odd.
    static bool read_header(std::string_view header, Framing& framing);

    State header();
    State body_in_place();
    State body_in_passing();
    State chunks();
    State fall_back();
    State invalid(std::string problem);

    ResponseLimits limits_;
    std::vector<char> buffer_;
    std::size_t filled_ = 0; ///< bytes of buffer_ that are in use
    std::size_t bytes_ = 0;
    Part part_ = Part::header;
    bool keep_body_ = true;
    bool surplus_ = false;
    bool fallback_used_ = false;
    Framing framing_;
    std::size_t header_size_ = 0;
    std::uint64_t remaining_ = 0; ///< of a body in passing
    ChunkDecoder chunk_decoder_;
    std::string body_; ///< of a body that is not in place
    /// The header before and what it said: most servers send the same bytes again and again.
    std::string last_header_;
    Framing last_framing_;
    std::unique_ptr<BeastScanner> fallback_;
    std::string problem_;
};

} // namespace wasmbench::load
