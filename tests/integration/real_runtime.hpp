#pragma once

#include <support/paths.hpp>
#include <wasmbench/plan/manifest_workload.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <support/real_world.hpp>

namespace wasmbench::tests {

/// `runtime` as it is on this machine. Where it is missing the test case is skipped with the reason, or fails when
/// WASMBENCH_REQUIRE_RUNTIMES=1.
inline std::unique_ptr<Runtime> real(std::unique_ptr<Runtime> runtime) {
    auto const a = runtime->availability();
    if (a.usable) return runtime;
    auto const why = a.reason + (a.fix.empty() ? "" : "; " + a.fix);
    auto const* required = std::getenv("WASMBENCH_REQUIRE_RUNTIMES");
    if (required != nullptr && std::string(required) == "1") FAIL(why);
    SKIP(why);
    return runtime;
}

/// A benchmark workload as it was built.
inline std::vector<std::unique_ptr<Workload>> built_workloads(std::string const& name) {
    return plan::load_workloads(
        wasmbench::support::binary_dir() / "workloads" / name / "manifest.json");
}
inline std::unique_ptr<Workload> built_workload(std::string const& name, std::string const& endpoint = {}) {
    for (auto& w : built_workloads(name))
        if (w->endpoint() == endpoint) return std::move(w);
    FAIL("the workload " + name + " has no endpoint " + endpoint);
    return nullptr;
}

} // namespace wasmbench::tests
