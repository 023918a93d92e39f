#pragma once

#include <wasmbench/core/catalog.hpp>

#include <filesystem>

namespace wasmbench::tool {

/// Every adapter and probe of this build, and the workloads of `workloads` (a folder that holds manifests,
/// one folder each). Throws Error when a manifest cannot be used.
Catalog make_catalog(std::filesystem::path const& workloads);

/// The probes of a catalog, for a session.
std::vector<Probe*> all_probes(Catalog const& catalog);

} // namespace wasmbench::tool
