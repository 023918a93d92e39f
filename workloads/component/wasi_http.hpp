#pragma once

// The imports of the component, one declaration per function of ../wit, lowered by hand as the Canonical ABI
// says (https://github.com/WebAssembly/component-model, design/mvp/CanonicalABI.md, "Flattening"). In short:
// - a resource is an i32 handle; `own` in an argument hands it over, `borrow` (self) lends it;
// - a string or list is a pointer and a length; what the host returns lies in memory from cabi_realloc;
// - a result that does not fit in one i32 is written where the last argument points, as a C struct would lie,
//   the discriminant first (of `result`: 0 = ok, 1 = err; of `option`: 0 = none, 1 = some).
// `wasm-tools component new` rejects the module if a signature here differs from the WIT.

#include <cstddef>
#include <cstdint>

namespace wasi {

using Handle = std::int32_t;

/// One of the two: `value` when `discriminant` is 0. (An err case of the functions below carries nothing we
/// read.)
struct ResultHandle {
    std::uint8_t discriminant;
    Handle value;
};
static_assert(sizeof(ResultHandle) == 8 && offsetof(ResultHandle, value) == 4);

struct OptionString {
    std::uint8_t discriminant;
    char* data;
    std::size_t size;
};
static_assert(sizeof(OptionString) == 12);

struct HeaderEntry {
    char const* name;
    std::size_t name_size;
    char const* value;
    std::size_t value_size;
};
static_assert(sizeof(HeaderEntry) == 16);

/// result<_, stream-error>: `error` is an owned handle when `discriminant` is 1 and `error_case` is
/// `last_operation_failed`.
struct ResultStream {
    static constexpr std::uint8_t last_operation_failed = 0;

    std::uint8_t discriminant;
    alignas(4) std::uint8_t error_case; // the err case is a variant with a handle in it, hence its alignment
    Handle error;
};
static_assert(sizeof(ResultStream) == 12 && offsetof(ResultStream, error_case) == 4);

/// result<_, error-code>: the size and alignment of the largest case of error-code; nothing in it is read.
struct alignas(8) ResultErrorCode {
    std::uint8_t bytes[40];
};

extern "C" {
[[clang::import_module("wasi:http/types@0.2.0"), clang::import_name("[static]fields.from-list")]] void
fields_from_list(HeaderEntry const* entries, std::size_t count, ResultHandle* result);

[[clang::import_module("wasi:http/types@0.2.0"),
    clang::import_name("[method]incoming-request.path-with-query")]] void
incoming_request_path_with_query(Handle self, OptionString* result);

[[clang::import_module("wasi:http/types@0.2.0"), clang::import_name("[resource-drop]incoming-request")]] void
incoming_request_drop(Handle self);

[[clang::import_module("wasi:http/types@0.2.0"), clang::import_name("[constructor]outgoing-response")]] Handle
outgoing_response(Handle headers);

/// 0 = ok, 1 = not a status code.
[[clang::import_module("wasi:http/types@0.2.0"),
    clang::import_name("[method]outgoing-response.set-status-code")]] std::int32_t
outgoing_response_set_status_code(Handle self, std::int32_t status);

[[clang::import_module("wasi:http/types@0.2.0"), clang::import_name("[method]outgoing-response.body")]] void
outgoing_response_body(Handle self, ResultHandle* result);

/// The response is the flattened result<own<outgoing-response>, error-code>: `is_error` is 0 and `response`
/// its handle. The rest holds the payload of an error-code, the widest case deciding; all zero here, as this
/// service never sets an error.
[[clang::import_module("wasi:http/types@0.2.0"), clang::import_name("[static]response-outparam.set")]] void
response_outparam_set(Handle outparam, std::int32_t is_error, Handle response, std::int32_t, std::int64_t,
    std::int32_t, std::int32_t, std::int32_t, std::int32_t);

[[clang::import_module("wasi:http/types@0.2.0"), clang::import_name("[method]outgoing-body.write")]] void
outgoing_body_write(Handle self, ResultHandle* result);

[[clang::import_module("wasi:http/types@0.2.0"), clang::import_name("[static]outgoing-body.finish")]] void
outgoing_body_finish(Handle body, std::int32_t has_trailers, Handle trailers, ResultErrorCode* result);

/// Accepts at most 4096 bytes.
[[clang::import_module("wasi:io/streams@0.2.0"),
    clang::import_name("[method]output-stream.blocking-write-and-flush")]] void
output_stream_blocking_write_and_flush(Handle self, char const* data, std::size_t size, ResultStream* result);

[[clang::import_module("wasi:io/streams@0.2.0"), clang::import_name("[resource-drop]output-stream")]] void
output_stream_drop(Handle self);

[[clang::import_module("wasi:io/error@0.2.0"), clang::import_name("[resource-drop]error")]] void error_drop(
    Handle self);
}

} // namespace wasi
