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

bool RowPattern::matches(RunKey const& k) const {
    return k.runtime == runtime && k.workload == workload && k.endpoint == endpoint && (!mode || k.mode == *mode) &&
           (!cache || k.cache == *cache) && (!variant || k.variant == *variant) && (k.firewall != "off") == firewall;
}

std::string RowPattern::text() const {
    std::string details;
    auto add = [&details](std::string const& words) { details += (details.empty() ? "" : ", ") + words; };
    if (mode && to_string(*mode) != runtime) add(std::string(to_string(*mode)));
    if (cache) add(*cache == "off" || *cache == "empty" || *cache == "full" ? "cache " + *cache : *cache);
    if (variant && !variant->empty()) add(*variant);
    if (firewall) add("a firewall in the path");
    return details.empty() ? runtime : runtime + " (" + details + ")";
}

} // namespace wasmbench::report
