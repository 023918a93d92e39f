#pragma once

#include "sha256.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wasmbench::workloads {

/// The SHA-256 digest over `iterations` updates with a 32-byte buffer: the text `cpu-hash-benchmark`, zero
/// padded, its last 8 bytes the number of the iteration, 0 to `iterations` - 1, little-endian. Two updates
/// fill one block, so the work is `iterations` / 2 compressions. No iteration gives the digest of the empty
/// message.
inline Sha256::Digest digest_of_updates(std::uint64_t iterations) {
    constexpr std::string_view text = "cpu-hash-benchmark";
    constexpr std::size_t number_offset = 24;
    static_assert(text.size() <= number_offset);

    std::array<std::uint8_t, 32> buffer{};
    std::copy(text.begin(), text.end(), buffer.begin());
    Sha256 hash;
    for (std::uint64_t iteration = 0; iteration < iterations; ++iteration) {
        for (std::size_t i = 0; i < 8; ++i) {
            buffer[number_offset + i] = static_cast<std::uint8_t>(iteration >> (8 * i));
        }
        hash.update(buffer);
    }
    return hash.finish();
}

} // namespace wasmbench::workloads
