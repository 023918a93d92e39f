#include "cell_key.hpp"

#include <array>
#include <atomic>
#include <charconv>
#include <cstddef>
#include <system_error>

namespace wasmbench::net {

std::string to_string(CellKey const& key) {
    return std::to_string(key.harness.pid) + "-" + std::to_string(key.harness.start_ticks) + "-" +
           std::to_string(key.number);
}

std::optional<CellKey> cell_key_from_string(std::string_view text) {
    std::array<std::uint64_t, 3> numbers{};
    auto const* p = text.data();
    auto const* const end = p + text.size();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (i != 0 && (p == end || *p++ != '-')) return std::nullopt;
        auto const [next, error] = std::from_chars(p, end, numbers[i]);
        if (error != std::errc()) return std::nullopt;
        p = next;
    }
    if (p != end) return std::nullopt;
    CellKey const key{{static_cast<int>(numbers[0]), numbers[1], Role::workload}, static_cast<std::uint32_t>(numbers[2])};
    return to_string(key) == text ? std::optional(key) : std::nullopt; // no leading zero, and no number too large
}

std::uint32_t next_cell_number() {
    static std::atomic<std::uint32_t> number{0};
    return ++number;
}

} // namespace wasmbench::net
