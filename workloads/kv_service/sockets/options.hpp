#pragma once

#include "../../http_service/sockets/listen_options.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace wasmbench::workloads {

/// The native program's --address, --port and --store, IPv4 only.
struct KvOptions {
    bool valid = false;
    ListenOptions listen;
    std::array<std::uint8_t, 4> store{};
    std::uint32_t store_port = 0;
};

namespace detail {

// "127.0.0.1:6379"
constexpr bool take_store(std::string_view text, KvOptions& o) {
    for (std::size_t k = 0; k < 4; ++k) {
        std::uint32_t byte = 0;
        if (!take_number(text, 255, byte) || !text.starts_with(k < 3 ? '.' : ':')) return false;
        text.remove_prefix(1);
        o.store[k] = static_cast<std::uint8_t>(byte);
    }
    return take_number(text, 65535, o.store_port) && text.empty() && o.store_port != 0;
}

} // namespace detail

/// Of the arguments without --store, http_service's reader says whether they are good; there may be as many as it knows.
constexpr KvOptions read_kv_options(int argc, char const* const* argv) {
    KvOptions o;
    std::array<char const*, 5> others{};
    int count = 1;
    bool found = false;
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 >= argc) return o;
        if (std::string_view{argv[i]} == "--store") {
            if (!detail::take_store(argv[i + 1], o)) return o;
            found = true;
        } else {
            if (count + 2 > static_cast<int>(others.size())) return o;
            others[static_cast<std::size_t>(count++)] = argv[i];
            others[static_cast<std::size_t>(count++)] = argv[i + 1];
        }
    }
    o.listen = read_options(count, others.data());
    o.valid = found && o.listen.valid;
    return o;
}

} // namespace wasmbench::workloads
