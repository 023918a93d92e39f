#include <wasmbench/core/firewall.hpp>
#include <wasmbench/report/claims.hpp>

namespace wasmbench::report {

std::string quantity_name(ClaimQuantity const& q) {
    if (auto const* ours = std::get_if<Quantity>(&q)) return std::string(info(*ours).title);
    if (auto const* old = std::get_if<OldQuantity>(&q)) {
        auto const name = *old == OldQuantity::memory ? std::string_view("RSS") : info(info(*old).ours).title;
        return std::string(name) + " by the old method";
    }
    return "preparation";
}

RowPath path_of(RunKey const& key) {
    auto const firewall = firewall_from_string(key.firewall);
    if (!firewall) return RowPath::loopback;
    return firewall->kind == FirewallKind::off ? RowPath::own_network : RowPath::rules;
}

bool RowPattern::matches(RunKey const& k) const {
    return k.runtime == runtime && k.workload == workload && k.endpoint == endpoint && (!mode || k.mode == *mode) &&
           (!cache || k.cache == *cache) && (!variant || k.variant == *variant) && path_of(k) == path;
}

std::string RowPattern::text() const {
    std::string details;
    auto add = [&details](std::string const& words) { details += (details.empty() ? "" : ", ") + words; };
    if (mode && to_string(*mode) != runtime) add(std::string(to_string(*mode)));
    if (cache) add(*cache == "off" || *cache == "empty" || *cache == "full" ? "cache " + *cache : *cache);
    if (variant && !variant->empty()) add(*variant);
    if (path == RowPath::own_network) add("a network of its own without rules");
    if (path == RowPath::rules) add("a firewall in the path");
    return details.empty() ? runtime : runtime + " (" + details + ")";
}

} // namespace wasmbench::report
