#include "loopback_alias.hpp"

#include <algorithm>

namespace wasmbench::net {

std::optional<std::string> choose_alias(std::vector<std::string> const& taken, std::uint32_t first) {
    constexpr std::uint32_t addresses = 65534; // all but the first and the last
    for (std::uint32_t i = 0; i < addresses; ++i) {
        auto const n = 1 + (first % addresses + i) % addresses;
        auto address = "127.198." + std::to_string(n >> 8u) + "." + std::to_string(n & 255u);
        if (std::find(taken.begin(), taken.end(), address) == taken.end()) return address;
    }
    return std::nullopt;
}

} // namespace wasmbench::net
