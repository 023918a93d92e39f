#include "pf_rules.hpp"

#include "firewall_script.hpp"

namespace wasmbench::net {
namespace {

// Without `persist` the kernel removes a table with the last rule that refers to it.
constexpr std::string_view blocked_table = "<blocked>";

} // namespace

std::string cell_rules(std::string_view address) {
    auto const ports = " port " + std::to_string(first_cell_port) + ":" + std::to_string(last_cell_port);
    auto const here = std::string(address) + ports;
    auto const in = "in on lo0 inet proto tcp from any to " + here;
    auto const out = "out on lo0 inet proto tcp from " + here + " to any";
    auto const jump = "anchor \"" + std::string(blocklist_anchor) + "\" ";
    auto const count = [](std::string const& what, std::string_view label) {
        auto const space = what.find(' ');
        return "pass " + what.substr(0, space) + " quick" + what.substr(space) + " no state label \"" +
               std::string(label) + "\"\n";
    };
    return jump + in + "\n" + jump + out + "\n" + count(in, incoming_label) + count(out, outgoing_label);
}

std::string blocklist_rules(Firewall const& firewall) {
    auto const drop = [](std::string_view from) { return "block drop quick inet from " + std::string(from) + " to any\n"; };
    std::string out;
    if (firewall.kind == FirewallKind::chain) {
        for (std::uint32_t n = 0; n < firewall.rules; ++n) out += drop(blocked_address(n));
    } else if (firewall.kind == FirewallKind::set) {
        out = "table " + std::string(blocked_table);
        for (std::uint32_t n = 0; n < firewall.rules; ++n) out += (n == 0 ? " const { " : ", ") + blocked_address(n);
        out += firewall.rules == 0 ? "\n" : " }\n";
        out += drop(blocked_table);
    }
    return out;
}

std::uint32_t blocklist_size(Firewall const& firewall) {
    switch (firewall.kind) {
    case FirewallKind::off:
        return 0;
    case FirewallKind::chain:
        return firewall.rules;
    case FirewallKind::set:
        return 1;
    }
    return 0;
}

} // namespace wasmbench::net
