#include "density_rows.hpp"

#include "fastest_service.hpp"

#include <algorithm>

namespace wasmbench::tool {

std::optional<plan::Density> density_of(std::string_view profile) {
    plan::Density density;
    if (profile == "seed") return density;
    if (profile != "full") return std::nullopt;
    density.most_instances = 64;
    density.memory_bytes = std::uint64_t{2} << 30u;
    density.blocks = 3;
    return density;
}

void add_density(plan::Density const& density, Catalog const& catalog, plan::Plan& plan) {
    for (auto const& runtime : catalog.runtimes()) {
        if (!runtime->capabilities().has(Capability::many_instances)) continue;
        auto const row = std::find_if(plan.rows.begin(), plan.rows.end(), [&](plan::Row const& r) {
            return r.runtime == runtime->name() && r.workload == "http_service" && r.endpoint == "/" && !r.firewall &&
                   r.options == fastest_service(r.runtime);
        });
        if (row != plan.rows.end()) row->density = density;
    }
}

} // namespace wasmbench::tool
