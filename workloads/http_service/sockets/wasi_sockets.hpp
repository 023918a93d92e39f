#pragma once

#include <wasi/api.h>

#include <cstddef>
#include <cstdint>

/// The socket extension of wasi_snapshot_preview1 as WasmEdge has it (its first version: WasmEdge's own
/// sources, lib/host/wasi/wasimodule.cpp). Standard preview 1 has no way to make a socket, so a module that
/// imports these runs on WasmEdge and hosts that follow it. Each function returns a __wasi_errno_t.
namespace wasi_sockets {

struct Address {
    std::uint8_t const* bytes; ///< network byte order
    std::size_t size;          ///< 4: IPv4
};

inline constexpr std::uint8_t inet4 = 1;
inline constexpr std::uint8_t stream = 2;
inline constexpr std::int32_t level_socket = 0;
inline constexpr std::int32_t reuse_address = 0;

#define WASI_SOCKETS_IMPORT(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(name)))

extern "C" {
WASI_SOCKETS_IMPORT("sock_open") std::uint32_t wasi_sockets_open(std::uint32_t family, std::uint32_t type, std::uint32_t* fd);
WASI_SOCKETS_IMPORT("sock_bind") std::uint32_t wasi_sockets_bind(std::uint32_t fd, Address const* address, std::uint32_t port);
WASI_SOCKETS_IMPORT("sock_listen") std::uint32_t wasi_sockets_listen(std::uint32_t fd, std::uint32_t backlog);
WASI_SOCKETS_IMPORT("sock_connect") std::uint32_t wasi_sockets_connect(std::uint32_t fd, Address const* address, std::uint32_t port);
WASI_SOCKETS_IMPORT("sock_accept") std::uint32_t wasi_sockets_accept(std::uint32_t fd, std::uint32_t* accepted);
WASI_SOCKETS_IMPORT("sock_recv") std::uint32_t wasi_sockets_receive(std::uint32_t fd, __wasi_iovec_t const* buffers,
    std::size_t count, std::uint32_t flags, std::uint32_t* received, std::uint32_t* out_flags);
WASI_SOCKETS_IMPORT("sock_send") std::uint32_t wasi_sockets_send(std::uint32_t fd, __wasi_ciovec_t const* buffers,
    std::size_t count, std::uint32_t flags, std::uint32_t* sent);
WASI_SOCKETS_IMPORT("sock_setsockopt") std::uint32_t wasi_sockets_set_option(std::uint32_t fd, std::int32_t level,
    std::int32_t name, std::int32_t const* value, std::uint32_t size);
}

#undef WASI_SOCKETS_IMPORT

} // namespace wasi_sockets
