// What a comparison looks like.
#include "approve.hpp"
#include "synthetic_campaign.hpp"

#include <wasmbench/report/compare_render.hpp>

#include <catch2/catch_test_macros.hpp>

#include <utility>

using namespace wasmbench;
using testing::difference_from_approved;

namespace {

report::Campaign campaign(std::string name) {
    auto synthetic = testing::synthetic_campaign(12, 100);
    return {std::move(name), std::move(synthetic.plan), std::move(synthetic.records),
        testing::synthetic_environment()};
}

/// Programs on Wasmtime take 1.3 times as long, requests natively 0.8 times, and Wasmtime has another
/// version.
report::Campaign changed_campaign() {
    auto out = campaign("results/20261124T063000Z-synthetic");
    auto update = [](RunKey& key) {
        if (key.runtime == "wasmtime") key.version = "47.0.0";
    };
    for (auto& e : out.records.events) {
        std::visit(
            [&](auto& what) {
                if constexpr (requires { what.key; }) update(what.key);
            },
            e.what);
        auto* m = std::get_if<Measurement>(&e.what);
        if (m == nullptr) continue;
        double factor = 1;
        if (m->metric.name == "start/ready" && m->key.endpoint.empty() && m->key.runtime == "wasmtime")
            factor = 1.3;
        if (m->metric.name == "http/service_time" && m->key.runtime == "native") factor = 0.8;
        for (auto& s : m->samples) s.value *= factor;
    }
    return out;
}

report::Comparison of_rows() {
    return report::compare_rows(campaign("results/20261123T063000Z-synthetic"),
        "native/native/http_service/state", "wasmtime/aot/http_service/state", {}, {})
        .value();
}

report::Comparison of_campaigns() {
    report::CompareOptions options;
    options.across = {"version"};
    return report::compare_campaigns(
        campaign("results/20261123T063000Z-synthetic"), changed_campaign(), {}, options)
        .value();
}

} // namespace

TEST_CASE("two rows of the synthetic campaign compared") {
    CHECK(difference_from_approved("compare-rows.txt", report::to_terminal(of_rows(), 100)) == "");
}

TEST_CASE("two synthetic campaigns compared") {
    CHECK(difference_from_approved("compare-campaigns.txt", report::to_terminal(of_campaigns(), 100)) == "");
}

TEST_CASE("two synthetic campaigns compared, as Markdown") {
    CHECK(difference_from_approved("compare-campaigns.md", report::to_markdown(of_campaigns())) == "");
}
