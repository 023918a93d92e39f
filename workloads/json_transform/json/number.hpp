#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace wasmbench::workloads::json {

/// `digits` times ten to the power of `exponent`, exactly: what a JSON number says. Not a double, so that
/// prices add up and no digit depends on the C library that prints it.
struct Number {
    std::int64_t digits = 0;
    std::int32_t exponent = 0;

    /// The same value with a smaller exponent; nothing if the digits do not fit.
    std::optional<Number> with_exponent(std::int32_t smaller) const {
        Number scaled = *this;
        if (digits == 0) scaled.exponent = smaller; // no factor makes zero too large
        for (; scaled.exponent > smaller; --scaled.exponent)
            if (__builtin_mul_overflow(scaled.digits, std::int64_t{10}, &scaled.digits)) return std::nullopt;
        return scaled;
    }
};

/// Nothing if the digits do not fit.
inline std::optional<Number> sum(Number a, Number b) {
    std::int32_t const exponent = std::min(a.exponent, b.exponent);
    auto const x = a.with_exponent(exponent);
    auto const y = b.with_exponent(exponent);
    Number total{0, exponent};
    if (!x || !y || __builtin_add_overflow(x->digits, y->digits, &total.digits)) return std::nullopt;
    return total;
}

/// Nothing if the digits do not fit.
inline std::optional<Number> product(Number a, Number b) {
    Number result{0, a.exponent + b.exponent};
    if (__builtin_mul_overflow(a.digits, b.digits, &result.digits)) return std::nullopt;
    return result;
}

/// Whether a < b; nothing if they are too far apart to be compared exactly.
inline std::optional<bool> less(Number a, Number b) {
    std::int32_t const exponent = std::min(a.exponent, b.exponent);
    auto const x = a.with_exponent(exponent);
    auto const y = b.with_exponent(exponent);
    if (!x || !y) return std::nullopt;
    return x->digits < y->digits;
}

} // namespace wasmbench::workloads::json
