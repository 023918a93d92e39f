#include "decimal.hpp"
#include "invalid_option.hpp"

#include <wasmbench/load/service_level.hpp>

#include <chrono>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace wasmbench::load {
namespace {

constexpr double longest_ns = 3600e9;

/// "5ms" as ns.
std::optional<Duration> parse_limit(std::string_view text) {
    struct Unit {
        std::string_view name;
        double ns;
    };
    for (auto const& unit : {Unit{"ns", 1}, Unit{"us", 1e3}, Unit{"ms", 1e6}, Unit{"s", 1e9}}) {
        if (!text.ends_with(unit.name)) continue;
        auto const value = parse_decimal(text.substr(0, text.size() - unit.name.size()));
        if (!value) continue; // "5ms" ends with "s", too
        double const ns = *value * unit.ns;
        if (!(ns >= 1 && ns <= longest_ns)) return std::nullopt;
        return std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(std::llround(ns)));
    }
    return std::nullopt;
}

std::optional<double> parse_share(std::string_view text) {
    if (!text.ends_with('%')) return std::nullopt;
    auto const share = parse_decimal(text.substr(0, text.size() - 1), 100);
    return share && *share < 1 ? share : std::nullopt;
}

} // namespace

Result<ServiceLevel> parse_service_level(std::string_view text) {
    auto const bad = [&](char const* expected) {
        return invalid_option("load: service level", "\"" + std::string(text) + "\"", expected);
    };
    ServiceLevel level;
    bool has_limit = false;
    bool has_errors = false;
    for (auto rest = text;;) {
        auto const comma = rest.find(',');
        auto const part = rest.substr(0, comma);
        auto const equals = part.find('=');
        auto const name = part.substr(0, equals);
        if (equals == std::string_view::npos || !(name == "errors" || name.starts_with('p')))
            return bad("a form such as p99=5ms or p99=5ms,errors=0.1%");
        auto const value = part.substr(equals + 1);
        if (name == "errors") {
            auto const share = parse_share(value);
            if (!share) return bad("errors as a percentage from 0% to below 100%, such as errors=0.1%");
            if (std::exchange(has_errors, true)) return bad("errors once");
            level.error_share = *share;
        } else {
            auto const quantile = parse_decimal(name.substr(1), 100);
            if (!quantile || *quantile < 0.5 || *quantile > 0.99999)
                return bad("a percentile from p50 to p99.999");
            auto const limit = parse_limit(value);
            if (!limit) return bad("a limit from 1ns to 3600s with its unit, ns, us, ms or s, such as 5ms");
            if (std::exchange(has_limit, true)) return bad("one percentile");
            level.quantile = *quantile;
            level.limit = *limit;
        }
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    if (!has_limit) return bad("a percentile, such as p99=5ms");
    return level;
}

} // namespace wasmbench::load
