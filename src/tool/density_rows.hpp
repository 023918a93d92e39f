#pragma once

#include <wasmbench/core/catalog.hpp>
#include <wasmbench/plan/plan.hpp>

#include <optional>
#include <string_view>

namespace wasmbench::tool {

/// What a profile has without being asked; nullopt: no density.
std::optional<plan::Density> density_of(std::string_view profile);

/// Gives it to one row of each runtime that can have several instances: http_service / in the runtime's fastest configuration,
/// without a firewall (the row has to be there).
void add_density(plan::Density const& density, Catalog const& catalog, plan::Plan& plan);

} // namespace wasmbench::tool
