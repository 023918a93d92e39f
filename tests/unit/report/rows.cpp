#include <wasmbench/report/report.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

#include <support/campaign_builder.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using testing::CampaignBuilder;

namespace {

std::vector<std::string> names(Report const& r) {
    std::vector<std::string> out;
    for (auto const& row : r.rows) out.push_back(workload_name(row.key) + ": " + configuration_name(row.key));
    return out;
}

Report build(CampaignBuilder const& c) {
    return build_report(c.plan, c.records, "{}");
}

} // namespace

TEST_CASE("rows of a workload stand together, in the order of plan and description") {
    CampaignBuilder c;
    c.describe(testing::service_key("b", "/state"));
    c.describe(testing::program_key("b"));
    c.describe(testing::program_key("a"));
    c.describe(testing::service_key("a", "/state"));
    c.trial(testing::program_key("unplanned", "other"), 0, [](RunKey const&) {});
    c.trial(testing::program_key("late"), 1, [](RunKey const&) {});
    CHECK(names(build(c)) == std::vector<std::string>{"http_service /state: b 1.0 (native, long-lived)",
                                 "http_service /state: a 1.0 (native, long-lived)",
                                 "hello: b 1.0 (native, one-shot)", "hello: a 1.0 (native, one-shot)",
                                 "hello: late 1.0 (native, one-shot)",
                                 "other: unplanned 1.0 (native, one-shot)"});
    auto const r = build(c);
    auto const groups = by_workload(r);
    REQUIRE(groups.size() == 3);
    CHECK(groups[0].size() == 2);
    CHECK(groups[1].size() == 3);
    CHECK(groups[2].size() == 1);
    CHECK(groups[2].data() == &r.rows[5]);
}

TEST_CASE(
    "keys that differ in any column are rows of their own, block, trial and concurrency are not columns") {
    CampaignBuilder c;
    auto const base = testing::service_key("native");
    std::vector<RunKey> keys(9, base);
    keys[1].version = "2.0";
    keys[2].mode = ExecutionMode::aot;
    keys[3].cache = "full";
    keys[4].instance = InstancePolicy::reused;
    keys[5].firewall = "on";
    keys[6].endpoint = "/state";
    keys[7].block = 9;
    keys[7].concurrency = 10;
    keys[8].page_cache = PageCache::cold;
    std::uint32_t number = 0;
    for (auto const& k : keys) c.trial(k, number++, [](RunKey const&) {});
    auto const r = build(c);
    REQUIRE(r.rows.size() == 8);
    CHECK(r.rows[0].trials == 2);
    CHECK(r.rows[0].key == base);
}

TEST_CASE("a row is named by what sets it apart") {
    auto k = testing::service_key("wasmtime");
    k.version = "46.0.1";
    k.mode = ExecutionMode::jit;
    k.cache = "off";
    k.instance = InstancePolicy::new_per_request;
    CHECK(configuration_name(k) == "wasmtime 46.0.1 (jit, cache off, new-per-request)");
    k.page_cache = PageCache::cold;
    CHECK(configuration_name(k) == "wasmtime 46.0.1 (jit, cache off, page cache cold, new-per-request)");
    k.page_cache = PageCache::any;
    k.firewall = "on";
    k.cache = "none";
    k.version = "";
    CHECK(configuration_name(k) == "wasmtime (jit, new-per-request, firewall on)");
    CHECK(configuration_name(testing::program_key("native")) == "native 1.0 (one-shot)");
    CHECK(configuration_name(testing::program_key("docker")) == "docker 1.0 (native, one-shot)");
}

TEST_CASE("the state of a row is what all of its trials say") {
    using S = Statefulness;
    auto const state_of = [](std::vector<S> const& states) {
        CampaignBuilder c;
        std::uint32_t number = 0;
        for (auto s : states)
            c.trial(testing::service_key("native", "/state"), number++, [&](RunKey const& k) {
                c.add(results::StateObserved{k, s});
            });
        return build(c).rows[0].state;
    };
    CHECK(state_of({S::stateful, S::stateful}) == S::stateful);
    CHECK(state_of({S::stateless, S::stateless}) == S::stateless);
    CHECK(state_of({S::stateful, S::stateless}) == S::mixed);
    CHECK(state_of({S::stateless, S::mixed}) == S::mixed);
    CHECK(state_of({S::not_applicable, S::stateless}) == S::stateless);
    CHECK(state_of({S::not_applicable}) == S::not_applicable);
}

TEST_CASE("a trial that failed says nothing about state") {
    CampaignBuilder c;
    c.trial(testing::service_key("native", "/state"), 0, [&](RunKey const& k) {
        c.add(results::StateObserved{k, Statefulness::stateless});
        c.add(results::Failed{k, "wasmbench", 7, "wrong", {}});
    });
    CHECK(build(c).rows[0].state == Statefulness::not_applicable);
}

TEST_CASE("a row that never ran is there with nothing measured") {
    CampaignBuilder c;
    c.describe(testing::program_key("wasmedge"));
    c.add(results::Skipped{testing::program_key("wasmedge"), "not installed"});
    auto const r = build(c);
    REQUIRE(r.rows.size() == 1);
    CHECK(r.rows[0].trials == 0);
    CHECK(r.rows[0].skipped == 1);
    CHECK(r.rows[0].figures.empty());
    CHECK(r.skipped == 1);
}

TEST_CASE("totals are over the rows, planned trials are the session's own number") {
    CampaignBuilder c;
    c.plan.blocks = 5;
    c.describe(testing::program_key("a"));
    c.describe(testing::program_key("b"));
    c.trial(testing::program_key("a"), 0, [](RunKey const&) {});
    c.trial(testing::program_key("b"), 1, [&](RunKey const& k) {
        c.add(results::Failed{k, "wasmbench", 1, "x", {}});
    });
    auto r = build(c);
    CHECK(r.planned == 10);
    CHECK(r.trials == 1);
    CHECK(r.failed == 1);
    c.add(results::SessionStarting{7});
    CHECK(build(c).planned == 7);
    CHECK(build(c).not_reached == 5); // two were begun
    CHECK(r.not_reached == 8);
    CHECK(r.seed == 42);
    CHECK(r.blocks == 5);
    CHECK(r.connections == 10);
    CHECK(r.name == "test");
    CHECK(r.started_at == "2026-11-23T06:30:00Z");
    CHECK(r.library == "0.1.0");
}

TEST_CASE("disturbed trials are marked and stay in the figures") {
    CampaignBuilder c;
    for (std::uint32_t i = 0; i < 3; ++i)
        c.trial(testing::service_key("native"), i, [&](RunKey const& k) {
            c.measure(k, Phase::start, "start/ready", Unit::seconds, {1.0 + i});
            c.measure(k, Phase::measure, "disturbed/steal", Unit::ratio, {i == 2 ? 0.2 : 0.0});
        });
    auto const r = build(c);
    CHECK(r.rows[0].disturbed == 1);
    CHECK(r.disturbed == 1);
    CHECK(r.rows[0].disturbances == std::map<std::string, std::uint32_t>{{"steal", 1}});
    CHECK(r.rows[0].trials == 3);
    CHECK(r.rows[0].find(Quantity::cold_start)->n == 3);
}

TEST_CASE("a fairness sentence is said once, with the rows that it is about") {
    CampaignBuilder c;
    c.describe(testing::program_key("a"), {"Everybody.", "Only a."});
    c.describe(testing::program_key("b"), {"Everybody.", "b and c."});
    c.describe(testing::program_key("c"), {"b and c.", "Everybody."});
    c.describe(testing::program_key("a", "other"), {"Only a."});
    auto const notes = fairness_notes(build(c));
    REQUIRE(notes.size() == 3);
    CHECK(notes[0].sentence == "Everybody.");
    CHECK(notes[0].rows.empty());
    CHECK(notes[1].sentence == "Only a.");
    CHECK(notes[1].rows == std::vector<std::string>{"a 1.0 (native, one-shot)"});
    CHECK(notes[2].sentence == "b and c.");
    CHECK(notes[2].rows == std::vector<std::string>{"b 1.0 (native, one-shot)", "c 1.0 (native, one-shot)"});
}
