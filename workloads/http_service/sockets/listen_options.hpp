#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace wasmbench::workloads {

/// Where to listen: the native program's --address and --port, IPv4 only.
struct ListenOptions {
    bool valid = false;
    std::array<std::uint8_t, 4> address{127, 0, 0, 1};
    std::uint32_t port = 0;
};

namespace detail {

// Reads a decimal number up to `most` from the front of `text`; false when there is none.
constexpr bool take_number(std::string_view& text, std::uint32_t most, std::uint32_t& value) {
    value = 0;
    std::size_t n = 0;
    for (; n < text.size() && text[n] >= '0' && text[n] <= '9'; ++n) {
        value = value * 10 + static_cast<std::uint32_t>(text[n] - '0');
        if (value > most) return false;
    }
    text.remove_prefix(n);
    return n > 0;
}

} // namespace detail

constexpr ListenOptions read_options(int argc, char const* const* argv) {
    ListenOptions o;
    for (int i = 1; i + 1 < argc; i += 2) {
        std::string_view const name = argv[i];
        std::string_view text = argv[i + 1];
        if (name == "--port") {
            if (!detail::take_number(text, 65535, o.port) || !text.empty()) return {};
        } else if (name == "--address") {
            for (std::size_t k = 0; k < 4; ++k) {
                std::uint32_t byte = 0;
                if (k > 0) {
                    if (!text.starts_with('.')) return {};
                    text.remove_prefix(1);
                }
                if (!detail::take_number(text, 255, byte)) return {};
                o.address[k] = static_cast<std::uint8_t>(byte);
            }
            if (!text.empty()) return {};
        } else {
            return {};
        }
    }
    o.valid = argc % 2 == 1 && o.port != 0;
    return o;
}

} // namespace wasmbench::workloads
