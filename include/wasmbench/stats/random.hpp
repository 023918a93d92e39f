#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>

/// Random numbers that are the same for the same seed on every platform.
///
/// The standard fixes the output of its engines but not of std::uniform_int_distribution nor of std::shuffle,
/// so a schedule drawn with those differs between libstdc++ and libc++. A recorded seed must give the
/// recorded schedule everywhere; hence an engine and the few draws that are needed, all defined here to the
/// last bit.
///
/// Not for cryptography. An engine is a value: copy it to replay it. One engine must not be used by two
/// threads at once; give each its own seed.
namespace wasmbench::stats {

/// SplitMix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, in the
/// form of Vigna's public-domain splitmix64.c. Here it spreads one 64-bit seed over a larger state, so that
/// seeds 1, 2, 3 give unrelated streams.
class SplitMix64 {
public:
    /// Any seed is a good one.
    constexpr explicit SplitMix64(std::uint64_t seed) noexcept
        : state_(seed) {}

    constexpr std::uint64_t operator()() noexcept {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31);
    }

private:
    std::uint64_t state_;
};

/// xoshiro256**: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47(4), 2021.
/// Period 2^256 - 1, 32 bytes of state, all 64 output bits are good. A standard uniform random bit generator.
class Xoshiro256 {
public:
    using result_type = std::uint64_t;

    /// Any seed is fine, 0 too: the state is filled by SplitMix64, as the authors recommend.
    constexpr explicit Xoshiro256(std::uint64_t seed) noexcept {
        SplitMix64 fill(seed);
        for (std::uint64_t& word : state_) word = fill();
    }

    /// Continues from a state. Throws std::invalid_argument when all words are 0: the engine would stay at 0.
    constexpr explicit Xoshiro256(std::array<std::uint64_t, 4> const& state)
        : state_(state) {
        if ((state[0] | state[1] | state[2] | state[3]) == 0) {
            throw std::invalid_argument(
                "wasmbench::stats::Xoshiro256: argument 'state' is all zero; expected at "
                "least one bit set, otherwise every number would be 0");
        }
    }

    /// The smallest number that it gives.
    static constexpr result_type min() noexcept { return 0; }
    /// The largest number that it gives.
    static constexpr result_type max() noexcept { return std::numeric_limits<result_type>::max(); }

    constexpr result_type operator()() noexcept {
        std::uint64_t const result = std::rotl(state_[1] * 5, 7) * 9;
        std::uint64_t const shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = std::rotl(state_[3], 45);
        return result;
    }

    friend constexpr bool operator==(Xoshiro256 const&, Xoshiro256 const&) noexcept = default;

private:
    std::array<std::uint64_t, 4> state_{};
};

/// An integer in [0, bound), every one equally likely. Takes the top bits and draws again when they are too
/// large: no modulo bias, no division, less than two draws on average. Throws std::invalid_argument when
/// bound is 0.
constexpr std::uint64_t uniform_below(Xoshiro256& engine, std::uint64_t bound) {
    if (bound == 0) {
        throw std::invalid_argument(
            "wasmbench::stats::uniform_below: argument 'bound' is 0; expected at least 1, "
            "since there is no integer in [0, 0)");
    }
    if (bound == 1) return 0;
    int const unused_bits = std::countl_zero(bound - 1);
    std::uint64_t drawn = engine() >> unused_bits;
    while (drawn >= bound) drawn = engine() >> unused_bits;
    return drawn;
}

/// A number in [0, 1), a multiple of 2^-53, every one equally likely.
constexpr double uniform_unit(Xoshiro256& engine) noexcept {
    return static_cast<double>(engine() >> 11) * 0x1.0p-53;
}

/// Puts `items` in random order, every order equally likely (Fisher and Yates, in the form of Knuth, TAOCP
/// vol. 2, 3.4.2, algorithm P). Uses the engine items.size() - 1 times or more; the result depends on the
/// engine alone.
template <class T>
constexpr void shuffle(Xoshiro256& engine, std::span<T> items) {
    for (std::size_t left = items.size(); left > 1; --left) {
        auto const chosen = static_cast<std::size_t>(uniform_below(engine, left));
        using std::swap;
        swap(items[left - 1], items[chosen]);
    }
}

} // namespace wasmbench::stats
