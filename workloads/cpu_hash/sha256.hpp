#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace wasmbench::workloads {

/// SHA-256 as FIPS 180-4 defines it (sections 4.1.2, 4.2.2, 5.1.1, 5.3.3, 6.2.2).
///
/// Portable C++ without intrinsics or inline assembly, on purpose: the native program and the Wasm module
/// compile the same statements, so a difference in time belongs to the compiler back end and the runtime. It
/// is not meant for secrets (nothing is wiped) and does not compete with a library that uses the SHA
/// instructions of the processor.
///
/// Distinct objects: safe to use from several threads. One object: not.
class Sha256 {
public:
    using Digest = std::array<std::uint8_t, 32>;

    /// Appends `bytes` to the message. Messages of up to 2^61 - 1 bytes are supported, the limit of the
    /// standard.
    void update(std::span<std::uint8_t const> bytes) {
        message_bytes_ += bytes.size();
        while (!bytes.empty()) {
            std::size_t const taken = std::min(bytes.size(), block_.size() - used_);
            std::copy_n(bytes.data(), taken, block_.data() + used_);
            used_ += taken;
            bytes = bytes.subspan(taken);
            if (used_ == block_.size()) {
                compress();
                used_ = 0;
            }
        }
    }

    /// Pads the message and returns its digest. The object must not be used afterwards.
    Digest finish() {
        std::uint64_t const message_bits = message_bytes_ * 8;
        block_[used_++] = 0x80;
        if (used_ > length_offset) { // no room left for the length: it goes into a block of its own
            std::fill(block_.begin() + static_cast<std::ptrdiff_t>(used_), block_.end(), std::uint8_t{0});
            compress();
            used_ = 0;
        }
        std::fill(block_.begin() + static_cast<std::ptrdiff_t>(used_), block_.end(), std::uint8_t{0});
        for (std::size_t i = 0; i < 8; ++i) {
            block_[length_offset + i] = static_cast<std::uint8_t>(message_bits >> (56 - 8 * i));
        }
        compress();

        Digest digest{};
        for (std::size_t i = 0; i < digest.size(); ++i) {
            digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
        }
        return digest;
    }

private:
    static constexpr std::size_t length_offset = 56;

    // The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    static constexpr std::array<std::uint32_t, 64> round_constants{0x428a2f98, 0x71374491, 0xb5c0fbcf,
        0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,                                     //
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, //
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, //
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, //
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, //
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, //
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, //
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

    void compress() {
        std::array<std::uint32_t, 64> schedule;
        for (std::size_t t = 0; t < 16; ++t) {
            std::uint8_t const* const word = block_.data() + 4 * t;
            schedule[t] = std::uint32_t{word[0]} << 24 | std::uint32_t{word[1]} << 16 |
                          std::uint32_t{word[2]} << 8 | std::uint32_t{word[3]};
        }
        for (std::size_t t = 16; t < 64; ++t) {
            std::uint32_t const w15 = schedule[t - 15];
            std::uint32_t const w2 = schedule[t - 2];
            std::uint32_t const sigma0 = std::rotr(w15, 7) ^ std::rotr(w15, 18) ^ (w15 >> 3);
            std::uint32_t const sigma1 = std::rotr(w2, 17) ^ std::rotr(w2, 19) ^ (w2 >> 10);
            schedule[t] = sigma1 + schedule[t - 7] + sigma0 + schedule[t - 16];
        }

        auto [a, b, c, d, e, f, g, h] = state_;
        for (std::size_t t = 0; t < 64; ++t) {
            std::uint32_t const sum1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
            std::uint32_t const choice = (e & f) ^ (~e & g);
            std::uint32_t const t1 = h + sum1 + choice + round_constants[t] + schedule[t];
            std::uint32_t const sum0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
            std::uint32_t const majority = (a & b) ^ (a & c) ^ (b & c);
            std::uint32_t const t2 = sum0 + majority;
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        state_[0] += a;
        state_[1] += b;
        state_[2] += c;
        state_[3] += d;
        state_[4] += e;
        state_[5] += f;
        state_[6] += g;
        state_[7] += h;
    }

    // The first 32 bits of the fractional parts of the square roots of the first 8 primes.
    std::array<std::uint32_t, 8> state_{
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::uint8_t, 64> block_{};
    std::size_t used_ = 0;
    std::uint64_t message_bytes_ = 0;
};

/// `digest` as 64 lower-case hexadecimal digits and a terminating zero, so that it can be printed without a
/// string.
inline std::array<char, 65> hex(Sha256::Digest const& digest) {
    constexpr char digits[] = "0123456789abcdef";
    std::array<char, 65> text{};
    for (std::size_t i = 0; i < digest.size(); ++i) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 0x0f];
    }
    return text;
}

} // namespace wasmbench::workloads
