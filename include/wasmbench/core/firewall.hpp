#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wasmbench {

/// How the rules of a firewall are looked through for a packet.
///  - off:   there are none, and no hook either
///  - chain: one rule after the other, each with an address of its own to compare with
///  - set:   one rule that looks the address up in a set, whatever the number of its elements
enum class FirewallKind { off, chain, set };

constexpr std::string_view to_string(FirewallKind k) noexcept {
    switch (k) {
    case FirewallKind::off:
        return "off";
    case FirewallKind::chain:
        return "chain";
    case FirewallKind::set:
        return "set";
    }
    return "off";
}

/// Inverse of to_string; nullopt for any other text.
constexpr std::optional<FirewallKind> firewall_kind_from_string(std::string_view s) noexcept {
    for (auto k : {FirewallKind::off, FirewallKind::chain, FirewallKind::set})
        if (to_string(k) == s) return k;
    return std::nullopt;
}

/// What stands between the client and an instance that has a network of its own (docs/design/015): `off` has the
/// same network without rules, so that the rules are the only difference. A row without a Firewall is on the
/// loopback, where RunKey::firewall is "off"; it is compared with none of these.
///
/// `rules`: addresses that every packet of the load is compared with, in both directions, and that none of them has.
/// 0 of a chain: the hooks and the counters alone. Not looked at when off.
struct Firewall {
    FirewallKind kind = FirewallKind::off;
    std::uint32_t rules = 0;

    friend auto operator<=>(Firewall const&, Firewall const&) = default;
};

/// The largest number of rules that a plan may ask for: beyond, loading them takes longer than a trial.
inline constexpr std::uint32_t most_firewall_rules = 100'000;

/// How RunKey::firewall names it: "off behind veth", "chain of 1000", "set of 1000".
inline std::string to_string(Firewall const& f) {
    if (f.kind == FirewallKind::off) return "off behind veth";
    return std::string(to_string(f.kind)) + " of " + std::to_string(f.rules);
}

/// Inverse of to_string; nullopt for any other text, "off" (the loopback) among them.
inline std::optional<Firewall> firewall_from_string(std::string_view s) {
    if (s == to_string(Firewall{})) return Firewall{};
    auto const space = s.find(" of ");
    if (space == s.npos) return std::nullopt;
    auto const kind = firewall_kind_from_string(s.substr(0, space));
    auto const number = s.substr(space + 4);
    Firewall f;
    auto const [end, error] = std::from_chars(number.data(), number.data() + number.size(), f.rules);
    if (!kind || error != std::errc() || end != number.data() + number.size()) return std::nullopt;
    f.kind = *kind;
    return to_string(f) == s ? std::optional(f) : std::nullopt;
}

} // namespace wasmbench
