#include "cell_addresses.hpp"

#include <algorithm>

namespace wasmbench::net {
namespace {

constexpr std::uint32_t base = 0xc6130000; // 198.19.0.0
constexpr std::uint32_t networks = 1u << 14u;

constexpr std::uint32_t mask(std::uint8_t prefix) {
    return prefix == 0 ? 0 : ~std::uint32_t{0} << (32u - prefix);
}

} // namespace

bool overlap(Network const& a, Network const& b) noexcept {
    auto const common = mask(std::min(a.prefix, b.prefix));
    return (a.address & common) == (b.address & common);
}

std::optional<CellAddresses> choose_addresses(std::vector<Network> const& taken, std::uint32_t first) {
    for (std::uint32_t i = 0; i < networks; ++i) {
        Network const network{base + 4 * ((first + i) % networks), 30};
        auto const meets = [&](Network const& n) { return overlap(n, network); };
        if (std::none_of(taken.begin(), taken.end(), meets))
            return CellAddresses{network.address + 1, network.address + 2, network.prefix};
    }
    return std::nullopt;
}

} // namespace wasmbench::net
