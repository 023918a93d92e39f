#pragma once

#include <optional>
#include <string_view>

namespace wasmbench {

/// Unit of a metric's values: always an SI base unit or a plain count, never scaled. Scaling (ms, MiB) is the
/// business of whoever prints.
enum class Unit { seconds, bytes, count, ratio, per_second };

constexpr std::string_view to_string(Unit u) noexcept {
    switch (u) {
    case Unit::seconds:
        return "s";
    case Unit::bytes:
        return "B";
    case Unit::count:
        return "1";
    case Unit::ratio:
        return "ratio";
    case Unit::per_second:
        return "1/s";
    }
    return "1";
}

/// Inverse of to_string; nullopt for any other text.
constexpr std::optional<Unit> unit_from_string(std::string_view s) noexcept {
    for (auto u : {Unit::seconds, Unit::bytes, Unit::count, Unit::ratio, Unit::per_second})
        if (to_string(u) == s) return u;
    return std::nullopt;
}

} // namespace wasmbench
