#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

/// What libFuzzer, and the replay in the ordinary build, calls with one input. Each target defines it once;
/// it gives 0, and ends in an exception where a property does not hold.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace wasmbench::fuzz {

/// A property does not hold for the input.
class Broken : public std::logic_error {
    using logic_error::logic_error;
};

/// Throws Broken with the property's words when it does not hold. Nothing of what is fuzzed catches it.
inline void require(bool holds, std::string const& property) {
    if (!holds) throw Broken(property);
}

/// The input of one call: choices are taken off its front, and the rest is the text.
class Input {
public:
    Input(std::uint8_t const* data, std::size_t size)
        : rest_(reinterpret_cast<char const*>(data), size) {}

    /// The next byte; 0 when there is none.
    unsigned byte() {
        if (rest_.empty()) return 0;
        auto const b = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return b;
    }
    /// Big-endian, of as many bytes as are there.
    std::uint64_t number(int bytes) {
        std::uint64_t n = 0;
        for (int i = 0; i < bytes; ++i) n = n << 8U | byte();
        return n;
    }
    std::string_view take(std::size_t n) {
        auto const taken = rest_.substr(0, n);
        rest_.remove_prefix(taken.size());
        return taken;
    }
    std::string_view text() const noexcept { return rest_; }
    bool empty() const noexcept { return rest_.empty(); }

private:
    std::string_view rest_;
};

/// Sizes of pieces in which a text arrives, from one byte of the input: 0 is the whole text, 1 single bytes,
/// others a mixture that begins anew with each Pieces.
class Pieces {
public:
    explicit Pieces(unsigned choice)
        : choice_(choice)
        , state_(choice * 2654435761U) {}

    std::size_t next() {
        if (choice_ == 0) return static_cast<std::size_t>(-1);
        if (choice_ == 1) return 1;
        state_ = state_ * 1664525U + 1013904223U;
        return 1 + (state_ >> 16U) % (choice_ * 4);
    }

private:
    unsigned choice_;
    std::uint32_t state_;
};

} // namespace wasmbench::fuzz
