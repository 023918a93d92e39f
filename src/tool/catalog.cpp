#include "catalog.hpp"

#include <wasmbench/adapters/native.hpp>
#include <wasmbench/adapters/wasmtime.hpp>
#include <wasmbench/plan/manifest_workload.hpp>
#include <wasmbench/probe/cpu_probe.hpp>
#include <wasmbench/probe/smaps_probe.hpp>

#include <algorithm>

namespace wasmbench::tool {

Catalog make_catalog(std::filesystem::path const& workloads) {
    Catalog catalog;
    catalog.add(adapters::make_native());
    catalog.add(adapters::make_wasmtime());
    catalog.add(std::make_unique<probe::SmapsProbe>());
    catalog.add(std::make_unique<probe::CpuProbe>());

    std::vector<std::filesystem::path> manifests;
    std::error_code ec;
    for (std::filesystem::directory_iterator it(workloads, ec), end; !ec && it != end; it.increment(ec))
        if (auto file = it->path() / "manifest.json"; std::filesystem::exists(file))
            manifests.push_back(file);
    std::sort(manifests.begin(), manifests.end());
    for (auto const& manifest : manifests)
        for (auto& workload : plan::load_workloads(manifest)) catalog.add(std::move(workload));
    if (catalog.workloads().empty()) {
        Diagnostics d;
        d.stage = "find the workloads";
        d.subject = workloads.string();
        d.expected = "a folder that holds <name>/manifest.json";
        d.remedy = "build the project, or name the folder with --workloads-dir or WASMBENCH_WORKLOADS";
        throw Error(errc::artifact_missing, std::move(d));
    }
    return catalog;
}

std::vector<Probe*> all_probes(Catalog const& catalog) {
    std::vector<Probe*> out;
    for (auto const& p : catalog.probes()) out.push_back(p.get());
    return out;
}

} // namespace wasmbench::tool
