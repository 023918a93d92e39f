#pragma once

#include "../http_service/sockets/listen_options.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wasmbench::workloads {

/// Where the store listens, as the Wasm programs are told: IPv4 alone.
struct StoreAddress {
    bool valid = false;
    std::array<std::uint8_t, 4> address{};
    std::uint32_t port = 0;
};

/// "127.0.0.1:6379"
constexpr StoreAddress read_store_address(std::string_view text) {
    StoreAddress a;
    for (std::size_t k = 0; k < 4; ++k) {
        std::uint32_t byte = 0;
        if (!detail::take_number(text, 255, byte) || !text.starts_with(k < 3 ? '.' : ':')) return {};
        text.remove_prefix(1);
        a.address[k] = static_cast<std::uint8_t>(byte);
    }
    if (!detail::take_number(text, 65535, a.port) || !text.empty() || a.port == 0) return {};
    a.valid = true;
    return a;
}

} // namespace wasmbench::workloads
