// What each export looks like; tests/tool/exports_test.py says that the tools read it.
#include "approve.hpp"
#include "synthetic_campaign.hpp"

#include <wasmbench/report/compare_render.hpp>
#include <wasmbench/report/export.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench;
using testing::difference_from_approved;

namespace {

/// Two rows and few values, so that the files can be looked at.
report::Campaign exported_campaign(std::uint32_t blocks = 3) {
    auto synthetic = testing::synthetic_campaign(blocks, 4);
    std::erase_if(synthetic.records.events, [](results::Event const& e) {
        return std::visit(
            [](auto const& what) {
                if constexpr (requires { what.key; })
                    return !(what.key.workload == "hello" && what.key.runtime == "wasmtime") &&
                           !(what.key.endpoint == "/" && what.key.mode == ExecutionMode::aot);
                else
                    return false;
            },
            e.what);
    });
    return {"results/20261123T063000Z-synthetic", std::move(synthetic.plan), std::move(synthetic.records),
        testing::synthetic_environment()};
}

std::string exported(report::ExportFormat format, std::uint32_t blocks = 3) {
    return report::export_campaign(exported_campaign(blocks), format).value().text;
}

} // namespace

TEST_CASE("the synthetic campaign in the format of Google Benchmark") {
    CHECK(difference_from_approved(
              "export-google-benchmark.json", exported(report::ExportFormat::google_benchmark)) == "");
}

TEST_CASE("the synthetic campaign in the format of pyperf") {
    CHECK(difference_from_approved("export-pyperf.json", exported(report::ExportFormat::pyperf)) == "");
}

TEST_CASE("the synthetic campaign in the format of hyperfine") {
    CHECK(difference_from_approved("export-hyperfine.json", exported(report::ExportFormat::hyperfine)) == "");
}

TEST_CASE("the synthetic campaign in the format of benchstat") {
    CHECK(difference_from_approved("export-benchstat.txt", exported(report::ExportFormat::benchstat)) == "");
}

TEST_CASE("the synthetic campaign as OpenMetrics") {
    CHECK(difference_from_approved("export-openmetrics.txt", exported(report::ExportFormat::openmetrics)) ==
          "");
}

TEST_CASE("the synthetic campaign in the format of github-action-benchmark") {
    CHECK(difference_from_approved(
              "export-github-action.json", exported(report::ExportFormat::github_action, 8)) == "");
    CHECK(difference_from_approved("export-github-action-bigger.json",
              exported(report::ExportFormat::github_action_bigger, 8)) == "");
}

TEST_CASE("the trials of the synthetic campaign as JUnit XML") {
    CHECK(difference_from_approved("export-junit.xml", exported(report::ExportFormat::junit)) == "");
}

TEST_CASE("a comparison as JUnit XML") {
    auto const a = exported_campaign(12);
    auto b = a;
    for (auto& e : b.records.events)
        if (auto* m = std::get_if<Measurement>(&e.what); m && m->metric.name == "start/ready")
            for (auto& s : m->samples) s.value *= m->key.endpoint.empty() ? 1.3 : 1.02;
    auto const comparison = report::compare_campaigns(a, b, {}, {}).value();
    CHECK(difference_from_approved("compare-junit.xml", report::to_junit(comparison)) == "");
}
