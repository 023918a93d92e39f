#pragma once

// wasi:sockets and what belongs to it, lowered by hand as ../../component/wasi_http.hpp says.

#include "../../component/wasi_http.hpp"

#include <cstddef>
#include <cstdint>

namespace wasi {

/// result<_, error-code> of wasi:sockets, whose error-code is an enum.
struct ResultSocketCode {
    std::uint8_t discriminant;
    std::uint8_t error;
};
static_assert(sizeof(ResultSocketCode) == 2);

/// result<tuple<input-stream, output-stream>, error-code>: `input` holds the error-code in its first byte in the err case.
struct ResultStreams {
    std::uint8_t discriminant;
    Handle input;
    Handle output;
};
static_assert(sizeof(ResultStreams) == 12 && offsetof(ResultStreams, input) == 4);

/// result<list<u8>, stream-error>.
struct ResultBytes {
    struct Bytes {
        char const* data;
        std::size_t size;
    };
    struct Failure {
        std::uint8_t error_case; ///< as ResultStream's
        Handle error;
    };
    std::uint8_t discriminant;
    union {
        Bytes bytes;
        Failure failure;
    };
};
static_assert(sizeof(ResultBytes) == 12 && offsetof(ResultBytes, bytes) == 4);

struct TextList {
    struct Pair {
        char const* name;
        std::size_t name_size;
        char const* value;
        std::size_t value_size;
    };
    Pair const* data;
    std::size_t size;
};
static_assert(sizeof(TextList) == 8 && sizeof(TextList::Pair) == 16);

inline constexpr std::int32_t family_ipv4 = 0;
/// A result's error-code that says: not yet.
inline constexpr std::uint8_t would_block = 8;

extern "C" {
[[clang::import_module("wasi:cli/environment@0.2.0"), clang::import_name("get-environment")]] void get_environment(
    TextList* result);

[[clang::import_module("wasi:sockets/instance-network@0.2.0"), clang::import_name("instance-network")]] Handle
instance_network();
[[clang::import_module("wasi:sockets/network@0.2.0"), clang::import_name("[resource-drop]network")]] void network_drop(
    Handle self);

[[clang::import_module("wasi:sockets/tcp-create-socket@0.2.0"), clang::import_name("create-tcp-socket")]] void
create_tcp_socket(std::int32_t family, ResultHandle* result);

/// The address is the flattened variant: `ipv6` is 0, then port and the four bytes of an IPv4 address; what is behind those
/// belongs to the longer case.
[[clang::import_module("wasi:sockets/tcp@0.2.0"), clang::import_name("[method]tcp-socket.start-connect")]] void
tcp_socket_start_connect(Handle self, Handle network, std::int32_t ipv6, std::int32_t port, std::int32_t, std::int32_t,
    std::int32_t, std::int32_t, std::int32_t, std::int32_t, std::int32_t, std::int32_t, std::int32_t, std::int32_t,
    ResultSocketCode* result);
[[clang::import_module("wasi:sockets/tcp@0.2.0"), clang::import_name("[method]tcp-socket.finish-connect")]] void
tcp_socket_finish_connect(Handle self, ResultStreams* result);
[[clang::import_module("wasi:sockets/tcp@0.2.0"), clang::import_name("[method]tcp-socket.subscribe")]] Handle
tcp_socket_subscribe(Handle self);
[[clang::import_module("wasi:sockets/tcp@0.2.0"), clang::import_name("[resource-drop]tcp-socket")]] void tcp_socket_drop(
    Handle self);

[[clang::import_module("wasi:io/poll@0.2.0"), clang::import_name("[method]pollable.block")]] void pollable_block(Handle self);
[[clang::import_module("wasi:io/poll@0.2.0"), clang::import_name("[resource-drop]pollable")]] void pollable_drop(Handle self);

/// The bytes lie in memory from cabi_realloc.
[[clang::import_module("wasi:io/streams@0.2.0"), clang::import_name("[method]input-stream.blocking-read")]] void
input_stream_blocking_read(Handle self, std::uint64_t most, ResultBytes* result);
[[clang::import_module("wasi:io/streams@0.2.0"), clang::import_name("[resource-drop]input-stream")]] void input_stream_drop(
    Handle self);
}

} // namespace wasi
