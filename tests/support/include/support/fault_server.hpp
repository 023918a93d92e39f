#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace wasmbench::test {

/// What a FaultServer does with one request.
enum class Fault {
    none,                ///< 200 with FaultServer::body and a Content-Length
    chunked,             ///< the same body in chunks
    byte_by_byte,        ///< the same response, each byte in a write of its own
    connection_close,    ///< the same response with "Connection: close", then closes
    close_after,         ///< the same response, then closes without having said so
    until_close,         ///< the same body without a length; the close ends it
    interim,             ///< two 1xx responses first
    slow,                ///< half of the body 5 ms after the rest
    close_before_answer, ///< closes without a byte
    close_mid_body,      ///< closes after half of the body
    reset,               ///< sends RST without a byte
    long_length,         ///< a Content-Length above the body's; says no more, keeps the connection open
    short_length,        ///< a Content-Length below the body's
    hang,                ///< never answers
    unavailable,         ///< 503
    wrong_body,          ///< 200 with another body of the same length
    garbage,             ///< not HTTP; keeps the connection open
    huge_header,         ///< a header of 64 KiB
    bad_chunk,           ///< a chunk length that is no number
    nul_header,          ///< a header with a byte of 0 in it
    nul_body,            ///< 200 with as many bytes of 0 as the right body has
    endless_header,      ///< lines of a header, until the client closes
    endless_line,        ///< one line of a header, likewise
    endless_body,        ///< a body without a length, likewise
    endless_chunks,      ///< chunks of one byte whose sizes are a KiB long, likewise
    endless_trailer,     ///< lines behind the last chunk, likewise
    interim_storm,       ///< 1xx responses, likewise
    trickle              ///< a header of which one byte comes each millisecond, likewise
};

/// An HTTP server on 127.0.0.1 that answers wrongly on purpose, for the tests of clients. It has one thread,
/// which ends with the object, whatever the clients do.
class FaultServer {
public:
    static constexpr std::string_view body = "hello from the fault server\n";

    /// The n-th request (from 0, over all connections, in the order in which they were read) meets
    /// script[n % script.size()].
    explicit FaultServer(std::vector<Fault> script);
    ~FaultServer();

    std::uint16_t port() const noexcept;
    /// Requests read so far. Thread-safe.
    std::size_t requests() const noexcept;
    /// Connections accepted so far. Thread-safe.
    std::size_t connections() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A port of 127.0.0.1 on which a connection attempt gets no answer at all: its queue is full and nobody
/// accepts.
class SilentPort {
public:
    SilentPort();
    ~SilentPort();
    std::uint16_t port() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A port of 127.0.0.1 on which nobody listens, and on which nobody will while the object lives: it is bound.
class RefusingPort {
public:
    RefusingPort();
    ~RefusingPort();
    std::uint16_t port() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace wasmbench::test
