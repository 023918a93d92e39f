#include "catalog.hpp"

#include "absent_runtime.hpp"

#include <wasmbench/adapters/command.hpp>
#include <wasmbench/adapters/docker.hpp>
#include <wasmbench/adapters/native.hpp>
#include <wasmbench/adapters/sightglass.hpp>
#include <wasmbench/adapters/wasmedge.hpp>
#include <wasmbench/adapters/wasmtime.hpp>
#include <wasmbench/adapters/wasmtime_embedded.hpp>
#include <wasmbench/plan/manifest_workload.hpp>
#include <wasmbench/probe/cgroup_probe.hpp>
#include <wasmbench/probe/cpu_probe.hpp>
#include <wasmbench/probe/footprint_probe.hpp>
#include <wasmbench/probe/smaps_probe.hpp>

// Its adapter is off where its library is missing, and then has no header here either.
#if __has_include(<wasmbench/adapters/wasmcloud.hpp>)
#include <wasmbench/adapters/wasmcloud.hpp>
#endif

#include <algorithm>
#include <cstdlib>

namespace wasmbench::tool {
namespace {

std::unique_ptr<Runtime> wasmcloud() {
#if __has_include(<wasmbench/adapters/wasmcloud.hpp>)
    return adapters::make_wasmcloud();
#else
    return make_absent_runtime("wasmcloud", "this build has no adapter for it: the NATS client library was missing",
        "install libnats-dev (scripts/deps does), then build again");
#endif
}

} // namespace

Catalog make_catalog(std::filesystem::path const& workloads, DescribedRuntimes const& described) {
    Catalog catalog;
    catalog.add(adapters::make_native());
    catalog.add(adapters::make_docker());
    catalog.add(wasmcloud());
    catalog.add(adapters::make_wasmtime());
    catalog.add(adapters::make_wasmtime_embedded());
    catalog.add(adapters::make_wasmedge());
    for (auto const& description : described) catalog.add(adapters::make_command(description));
    // One for each engine of somebody's: without one there is nothing that could be missing.
    if (std::getenv("WASMBENCH_SIGHTGLASS_ENGINE")) catalog.add(adapters::make_sightglass());
    // macOS has the one, every other system the other.
    if (auto footprint = std::make_unique<probe::FootprintProbe>(); footprint->availability().usable)
        catalog.add(std::move(footprint));
    else
        catalog.add(std::make_unique<probe::SmapsProbe>());
    catalog.add(std::make_unique<probe::CgroupProbe>());
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

Catalog make_catalog(
    std::filesystem::path const& workloads, std::vector<std::string> const& files, plan::Plan const& plan) {
    std::vector<std::string> names;
    for (auto const& row : plan.rows) names.push_back(row.runtime);
    return make_catalog(workloads, described_runtimes(files, names));
}

std::vector<Probe*> all_probes(Catalog const& catalog) {
    std::vector<Probe*> out;
    for (auto const& p : catalog.probes()) out.push_back(p.get());
    return out;
}

} // namespace wasmbench::tool
