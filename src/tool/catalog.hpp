#pragma once

#include "described_runtimes.hpp"

#include <wasmbench/core/catalog.hpp>
#include <wasmbench/plan/plan.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace wasmbench::tool {

/// Every adapter and probe of this build, the runtimes that are `described`, and the workloads of `workloads` (a folder that
/// holds manifests, one folder each). Throws Error when a manifest cannot be used, or a description has the name of an
/// adapter.
Catalog make_catalog(std::filesystem::path const& workloads, DescribedRuntimes const& described = {});

/// For a plan: what `files` describe, and the descriptions that come with wasmbench and that the plan's rows name.
Catalog make_catalog(
    std::filesystem::path const& workloads, std::vector<std::string> const& files, plan::Plan const& plan);

/// The probes of a catalog, for a session.
std::vector<Probe*> all_probes(Catalog const& catalog);

} // namespace wasmbench::tool
