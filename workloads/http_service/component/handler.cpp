// The service as a wasi:http component. It imports wasi:http and wasi:io and nothing else: no C library
// start-up, no wasi_snapshot_preview1, hence no adapter module in the component, and any wasi:http host runs
// it as it is.
#include "../routing.hpp"
#include "arena.hpp"
#include "wasi_http.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using wasmbench::workloads::Answer;
using wasmbench::workloads::Service;

// The state of the instance. A host calls exported functions, so there is no main() that could own it; both
// objects are initialised by the module's data, because nothing runs constructors here.
constinit Service service;
constinit wasmbench::workloads::Arena arena;

// The decimal text of a body's size, at most two digits.
struct SizeText {
    explicit SizeText(std::size_t value) {
        if (value >= 10) digits[size++] = static_cast<char>('0' + value / 10);
        digits[size++] = static_cast<char>('0' + value % 10);
    }
    char digits[2]{};
    std::size_t size = 0;
};
static_assert(Answer::max_body < 100);

// Content-Length makes the response a plain one; without it the host would use chunked transfer coding.
wasi::Handle make_response(Answer const& answer) {
    constexpr std::string_view type_name = "content-type";
    constexpr std::string_view length_name = "content-length";
    SizeText const length{answer.body().size()};
    wasi::HeaderEntry const entries[] = {
        {type_name.data(), type_name.size(), Service::content_type.data(), Service::content_type.size()},
        {length_name.data(), length_name.size(), length.digits, length.size}};
    wasi::ResultHandle fields;
    wasi::fields_from_list(entries, 2, &fields);
    if (fields.discriminant != 0)
        __builtin_trap(); // the host refuses the two headers above: not a wasi:http host

    wasi::Handle const response = wasi::outgoing_response(fields.value);
    if (wasi::outgoing_response_set_status_code(response, answer.status()) != 0) __builtin_trap();
    return response;
}

void write_body(wasi::Handle body, std::string_view text) {
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

} // namespace

extern "C" {

// The host asks for memory here; `old_size` is not 0 only when it enlarges what it had, which then moves.
[[clang::export_name("cabi_realloc")]] void* cabi_realloc(
    void const* old, std::size_t old_size, std::size_t alignment, std::size_t new_size) {
    void* const fresh = arena.allocate(new_size, alignment);
    auto const* const from = static_cast<unsigned char const*>(old);
    std::copy_n(from, std::min(old_size, new_size), static_cast<unsigned char*>(fresh));
    return fresh;
}

// Returns nothing, so there is no cabi_post_ function to write.
[[clang::export_name("wasi:http/incoming-handler@0.2.0#handle")]] void handle(
    wasi::Handle request, wasi::Handle outparam) {
    arena.reset();
    wasi::OptionString target;
    wasi::incoming_request_path_with_query(request, &target);
    Answer const answer = service.answer(
        target.discriminant != 0 ? std::string_view{target.data, target.size} : std::string_view{});
    wasi::incoming_request_drop(request);

    wasi::Handle const response = make_response(answer);
    wasi::ResultHandle body;
    wasi::outgoing_response_body(response, &body);
    if (body.discriminant != 0) __builtin_trap(); // err only if the body was taken before

    // The response is handed over before its body is written: until then nobody reads the stream, and the
    // write blocks. Writing into the host's buffer first and handing over last was tried too. It leaves a
    // client even more often with the whole response while this call still runs, and a host that reuses
    // instances then makes a second one for the next request (see README.md).
    wasi::response_outparam_set(outparam, 0, response, 0, 0, 0, 0, 0, 0);
    write_body(body.value, answer.body());
}
}
