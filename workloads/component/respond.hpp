#pragma once

#include "wasi_http.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

// Answers one request: what the components share. Without the C library's start-up, so nothing here allocates.
namespace wasmbench::workloads {

/// A number in decimal digits, at most 20.
class Decimal {
public:
    explicit Decimal(std::uint64_t value) {
        do {
            digits_[--first_] = static_cast<char>('0' + value % 10);
            value /= 10;
        } while (value != 0);
    }
    std::string_view text() const { return {digits_ + first_, sizeof digits_ - first_}; }

private:
    char digits_[20]{};
    std::size_t first_ = sizeof digits_;
};

// Content-Length makes the response a plain one; without it the host would use chunked transfer coding.
inline wasi::Handle make_response(std::uint16_t status, std::string_view type, std::string_view body) {
    constexpr std::string_view type_name = "content-type";
    constexpr std::string_view length_name = "content-length";
    Decimal const length{body.size()};
    wasi::HeaderEntry const entries[] = {{type_name.data(), type_name.size(), type.data(), type.size()},
        {length_name.data(), length_name.size(), length.text().data(), length.text().size()}};
    wasi::ResultHandle fields;
    wasi::fields_from_list(entries, 2, &fields);
    if (fields.discriminant != 0)
        __builtin_trap(); // the host refuses the two headers above: not a wasi:http host

    wasi::Handle const response = wasi::outgoing_response(fields.value);
    if (wasi::outgoing_response_set_status_code(response, status) != 0) __builtin_trap();
    return response;
}

inline void write_body(wasi::Handle body, std::string_view text) {
    wasi::ResultHandle stream;
    wasi::outgoing_body_write(body, &stream);
    if (stream.discriminant != 0) __builtin_trap(); // err only if the stream was taken before

    // The write fails when the client has gone away: there is nobody to tell, so only the handles are given
    // back.
    wasi::ResultStream written;
    wasi::output_stream_blocking_write_and_flush(stream.value, text.data(), text.size(), &written);
    if (written.discriminant != 0 && written.error_case == wasi::ResultStream::last_operation_failed) {
        wasi::error_drop(written.error);
    }
    wasi::output_stream_drop(stream.value); // a child of the body: it has to go first
    wasi::ResultErrorCode finished;
    wasi::outgoing_body_finish(body, 0, 0, &finished);
}

/// `body` has at most 4096 bytes.
inline void respond(wasi::Handle outparam, std::uint16_t status, std::string_view type, std::string_view body) {
    wasi::Handle const response = make_response(status, type, body);
    wasi::ResultHandle stream;
    wasi::outgoing_response_body(response, &stream);
    if (stream.discriminant != 0) __builtin_trap(); // err only if the body was taken before

    // The response is handed over before its body is written: until then nobody reads the stream, and the
    // write blocks. Writing into the host's buffer first and handing over last was tried too. It leaves a
    // client even more often with the whole response while this call still runs, and a host that reuses
    // instances then makes a second one for the next request (see http_service/README.md).
    wasi::response_outparam_set(outparam, 0, response, 0, 0, 0, 0, 0, 0);
    write_body(stream.value, body);
}

} // namespace wasmbench::workloads
