#include "firewall_rows.hpp"

#include "fastest_service.hpp"

#include <cstdint>

namespace wasmbench::tool {
namespace {

constexpr std::string_view filtered_workload = "http_service", filtered_endpoint = "/";

std::vector<Firewall> firewalls(bool sweep) {
    std::vector<Firewall> out{{FirewallKind::off, 0}};
    if (!sweep) {
        out.push_back({FirewallKind::chain, 1000});
        return out;
    }
    for (std::uint32_t n : {0u, 10u, 100u, 1000u, 10000u}) out.push_back({FirewallKind::chain, n});
    for (std::uint32_t n : {10u, 100u, 1000u, 10000u}) out.push_back({FirewallKind::set, n});
    return out;
}

} // namespace

std::optional<FirewallRows> firewall_rows_from_string(std::string_view text) {
    if (text == "none") return FirewallRows::none;
    if (text == "pair") return FirewallRows::pair;
    if (text == "sweep") return FirewallRows::sweep;
    return std::nullopt;
}

FirewallRows firewall_of(std::string_view profile) {
    if (profile == "full") return FirewallRows::sweep;
    return profile == "seed" ? FirewallRows::pair : FirewallRows::none;
}

std::vector<plan::Row> firewall_rows(FirewallRows which, Catalog const& catalog) {
    std::vector<plan::Row> out;
    if (which == FirewallRows::none || !catalog.find_workload(filtered_workload, filtered_endpoint)) return out;
    for (auto const& runtime : catalog.runtimes()) {
        auto const name = runtime->name();
        bool const sweep = which == FirewallRows::sweep && (name == "native" || name == "wasmtime");
        for (auto const& condition : firewalls(sweep)) {
            plan::Row row{std::string(name), fastest_service(name), std::string(filtered_workload),
                std::string(filtered_endpoint)};
            row.firewall = condition;
            out.push_back(std::move(row));
        }
    }
    return out;
}

} // namespace wasmbench::tool
