// Campaigns in which the truth is known: what the judge says of claims about them.
#include <wasmbench/report/claims.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <vector>

#include <support/noisy_campaign.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;
using testing::NoisyCampaign;

namespace {

RowPattern const native{.runtime = "native", .workload = "http_service", .endpoint = "/"};
RowPattern const wasm{.runtime = "wasm", .workload = "http_service", .endpoint = "/"};

/// wasm answers in `factor` times the time that native needs.
Campaign services(double factor, std::uint32_t blocks = 10, double spread = 0.02) {
    NoisyCampaign c("c", 7, blocks, spread);
    c.builder.describe(testing::service_key("native"));
    c.builder.describe(testing::service_key("wasm"));
    c.row(testing::service_key("native"), "http/service_time", Unit::seconds, 1e-4);
    c.row(testing::service_key("wasm"), "http/service_time", Unit::seconds, 1e-4 * factor);
    return c.take();
}

RatioTest against_native(Relation relation, double bound = 1) {
    return {wasm, Quantity::warm_p50, native, Quantity::warm_p50, relation, bound};
}

Claim claim(std::vector<std::variant<RatioTest, StateTest>> tests) {
    return {"id", "Wasm is as it is.", "slide 1", std::move(tests)};
}

ClaimVerdict judge(Campaign const& campaign, std::vector<std::variant<RatioTest, StateTest>> tests) {
    std::vector<Claim> const claims = {claim(std::move(tests))};
    auto const verdicts = judge_claims(campaign, claims);
    REQUIRE(verdicts.size() == 1);
    return verdicts[0];
}

Finding finding(Campaign const& campaign, Relation relation, double bound) {
    auto const v = judge(campaign, {against_native(relation, bound)});
    for (auto const& t : v.tests) CHECK(t.interval.has_value() == (t.result != TestResult::missing));
    return v.finding;
}

} // namespace

TEST_CASE("a ratio whose interval lies below the bound confirms that it is below, and refutes that it is above") {
    auto const campaign = services(0.5);
    CHECK(finding(campaign, Relation::below, 1) == Finding::confirmed);
    CHECK(finding(campaign, Relation::above, 1) == Finding::refuted);
    CHECK(finding(campaign, Relation::below, 0.4) == Finding::refuted);
    CHECK(finding(campaign, Relation::above, 0.4) == Finding::confirmed);
    CHECK(finding(campaign, Relation::below, 0.5) == Finding::undecided);
}

TEST_CASE("alike and not alike are each other's opposite, to either side") {
    for (double const factor : {0.5, 2.0}) {
        CHECK(finding(services(factor), Relation::within, 1.25) == Finding::refuted);
        CHECK(finding(services(factor), Relation::beyond, 1.25) == Finding::confirmed);
    }
    for (double const factor : {0.9, 1.0, 1.1}) {
        CHECK(finding(services(factor), Relation::within, 1.25) == Finding::confirmed);
        CHECK(finding(services(factor), Relation::beyond, 1.25) == Finding::refuted);
    }
    for (double const factor : {0.8, 1.25}) {
        CHECK(finding(services(factor), Relation::within, 1.25) == Finding::undecided);
        CHECK(finding(services(factor), Relation::beyond, 1.25) == Finding::undecided);
    }
    // Different at all: a bound of 1.
    CHECK(finding(services(1.1), Relation::beyond, 1) == Finding::confirmed);
    CHECK(finding(services(0.9), Relation::beyond, 1) == Finding::confirmed);
    CHECK(finding(services(1), Relation::beyond, 1) == Finding::undecided);
}

TEST_CASE("a verdict has its effect, interval, n, p and rows") {
    auto const v = judge(services(5), {against_native(Relation::within, 1.25)});
    CHECK(v.id == "id");
    CHECK(v.text == "Wasm is as it is.");
    CHECK(v.stands == "slide 1");
    CHECK(v.reason == "");
    auto const& t = v.tests.at(0);
    CHECK(t.result == TestResult::fails);
    CHECK(t.what == "warm p50 of http_service /: wasm 1.0 (native, long-lived) against native 1.0 (long-lived)");
    CHECK(t.wanted == "between 0.8 and 1.25");
    CHECK(t.n == 10);
    CHECK_THAT(t.effect, WithinRel(5.0, 0.02));
    REQUIRE(t.interval);
    CHECK(t.interval->contains(5));
    CHECK(t.interval->confidence >= 0.95);
    CHECK_THAT(t.p_value.value(), WithinRel(2.0 / 1024, 1e-9));
    CHECK(t.p_adjusted == t.p_value);
    REQUIRE(t.rows.size() == 2);
    CHECK(t.rows[0] == testing::service_key("wasm"));
    CHECK(t.rows[1] == testing::service_key("native"));
}

TEST_CASE("pairs are of one block: what slows whole blocks does not widen the interval") {
    NoisyCampaign c("c", 3, 12, 0.02);
    c.block_factors = {1, 4, 2, 9};
    c.row(testing::service_key("native"), "http/service_time", Unit::seconds, 1e-4);
    c.row(testing::service_key("wasm"), "http/service_time", Unit::seconds, 1.5e-4);
    auto const v = judge(c.take(), {against_native(Relation::above, 1.4)});
    CHECK(v.finding == Finding::confirmed);
    CHECK(v.tests[0].interval->width() < 0.1);
}

TEST_CASE("without a row, a quantity or enough pairs nothing is decided, and the reason is exact") {
    auto const missing = [](Campaign const& campaign, RatioTest const& test) {
        auto const v = judge(campaign, {test});
        CHECK(v.finding == Finding::not_testable);
        CHECK_FALSE(v.tests.at(0).interval);
        CHECK(v.tests[0].result == TestResult::missing);
        return v.tests[0].reason;
    };
    auto docker = native;
    docker.runtime = "docker";
    docker.cache = "image present";
    auto test = against_native(Relation::below);
    test.a = docker;
    CHECK(missing(services(1), test) == "no row of docker (image present) with http_service /");
    test = against_native(Relation::below);
    test.of_b = Quantity::throughput;
    CHECK(missing(services(1), test) == "no throughput of http_service / on native 1.0 (long-lived): not measured");
    test.of_b = OldQuantity::warm_p50;
    CHECK(missing(services(1), test) ==
          "no warm p50 by the old method of http_service / on native 1.0 (long-lived): the old method was not asked for");
    CHECK(missing(services(1, 5), against_native(Relation::below)) == "5 pairs are too few for an interval of 95 %");

    testing::CampaignBuilder c;
    c.describe(testing::service_key("native"));
    c.add(results::Skipped{testing::service_key("native"), "not installed"});
    c.describe(testing::service_key("wasm"));
    c.trial(testing::service_key("wasm"), 0, [&](RunKey const& k) {
        c.measure(k, Phase::measure, "http/service_time", Unit::seconds, {1});
        c.add(results::NotMeasured{k, "old/latency", "there is no program curl here"});
    });
    Campaign const skipped{"c", c.plan, c.records, "{}"};
    CHECK(missing(skipped, against_native(Relation::below)) ==
          "no warm p50 of http_service / on native 1.0 (long-lived): not installed");
    test = against_native(Relation::below);
    test.of_a = OldQuantity::warm_p50;
    CHECK(missing(skipped, test) ==
          "no warm p50 by the old method of http_service / on wasm 1.0 (native, long-lived): there is no program curl here");
}

TEST_CASE("a claim stands when all its tests hold and falls with one of them") {
    auto const campaign = services(2);
    auto const holds = against_native(Relation::above, 1);
    auto const fails = against_native(Relation::below, 1);
    auto const open = against_native(Relation::above, 2);
    auto missing = holds;
    missing.a.runtime = "absent";
    auto const of = [&](std::vector<std::variant<RatioTest, StateTest>> tests) { return judge(campaign, std::move(tests)); };
    CHECK(of({holds, holds}).finding == Finding::confirmed);
    CHECK(of({holds, missing, open, fails}).finding == Finding::refuted);
    auto const undecided = of({holds, missing, open});
    CHECK(undecided.finding == Finding::undecided);
    CHECK_THAT(undecided.reason, ContainsSubstring("is neither all above 2 nor all outside of that") &&
                                     ContainsSubstring("no row of absent with http_service /"));
    CHECK(of({holds, missing}).finding == Finding::not_testable);
}

TEST_CASE("a claim without tests says why it has none") {
    Claim const none{"id", "It was so.", "slide 2", {}, "nobody can know"};
    auto const v = judge_claims(services(1), {&none, 1}).at(0);
    CHECK(v.finding == Finding::not_testable);
    CHECK(v.reason == "nobody can know");
    CHECK(v.tests.empty());
}

TEST_CASE("what may be chance among so many tests is not decided") {
    // Alone each of them is: six pairs of the same sign, p 1/32. Beside nine that show nothing it is not.
    auto const campaign = services(1.2, 6);
    auto const clear = against_native(Relation::above, 1);
    auto const alone = judge(campaign, {clear});
    CHECK(alone.finding == Finding::confirmed);
    auto const at_the_effect = against_native(Relation::above, alone.tests[0].effect);
    std::vector<std::variant<RatioTest, StateTest>> many(9, at_the_effect);
    many.insert(many.begin(), clear);
    auto const v = judge(campaign, many);
    CHECK(v.tests[0].result == TestResult::open);
    CHECK_THAT(v.tests[0].reason, ContainsSubstring("among 10 tests the interval may be chance (adjusted p 0.3"));
    CHECK(v.finding == Finding::undecided);
    // Beside nine that show as much it is: the share of false ones among those found stays small.
    std::vector<std::variant<RatioTest, StateTest>> const all(10, clear);
    CHECK(judge(campaign, all).finding == Finding::confirmed);
}

TEST_CASE("equals are called different no more often than the confidence allows") {
    int decided = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        NoisyCampaign c("c", seed, 10, 0.05);
        c.row(testing::service_key("native"), "http/service_time", Unit::seconds, 1e-4);
        c.row(testing::service_key("wasm"), "http/service_time", Unit::seconds, 1e-4);
        if (judge(c.take(), {against_native(Relation::beyond, 1)}).finding != Finding::undecided) ++decided;
    }
    CHECK(decided <= 18); // 200 looks at 5 %: more than 18 has a chance below 1 %
}

TEST_CASE("the old method, preparation and other rows can stand on either side") {
    NoisyCampaign c("c", 5, 8, 0.02);
    auto const key = testing::service_key("native");
    c.row(key, "old/latency", Unit::seconds, 8e-3);
    c.row(key, "http/service_time", Unit::seconds, 1e-4);
    c.row(key, "start/ready", Unit::seconds, 0.01);
    for (std::uint32_t block = 0; block < 8; ++block) {
        auto k = key;
        k.block = block;
        c.builder.trial(k, 1000 + block, [&](RunKey const& t) {
            c.builder.measure(t, Phase::prepare, "prepare/compile", Unit::seconds, {0.02 * c.noise()});
            c.builder.measure(t, Phase::prepare, "prepare/build", Unit::seconds, {0.03 * c.noise()});
        });
    }
    auto const campaign = c.take();
    auto const v = judge(campaign, {RatioTest{native, OldQuantity::warm_p50, native, Quantity::warm_p50, Relation::above, 50},
                                       RatioTest{native, Preparation{}, native, Quantity::cold_start, Relation::above, 4}});
    CHECK(v.finding == Finding::confirmed);
    CHECK_THAT(v.tests[0].effect, WithinRel(80.0, 0.03));
    CHECK_THAT(v.tests[1].effect, WithinRel(5.0, 0.03));
    CHECK(v.tests[0].what == "warm p50 by the old method against warm p50, both of http_service / on native 1.0 (long-lived)");
    CHECK(v.tests[0].rows.size() == 1);
}

TEST_CASE("more than half of the trials are in a state, or not, or nobody can say") {
    auto const states = [](std::vector<Statefulness> const& seen) {
        testing::CampaignBuilder c;
        std::uint32_t n = 0;
        for (auto s : seen) {
            auto key = testing::service_key("native", "/state");
            key.block = n;
            c.trial(key, n++, [&](RunKey const& k) { c.add(results::StateObserved{k, s}); });
        }
        auto row = native;
        row.endpoint = "/state";
        return judge({"c", c.plan, c.records, "{}"}, {StateTest{row, Statefulness::stateless}});
    };
    using S = Statefulness;
    auto const all = states(std::vector<S>(6, S::stateless));
    CHECK(all.finding == Finding::confirmed);
    CHECK(all.tests[0].effect == 1);
    CHECK(all.tests[0].n == 6);
    CHECK_THAT(all.tests[0].interval->low, WithinRel(0.5407, 1e-3));
    CHECK(all.tests[0].what == "share of the trials of native 1.0 (long-lived) in which http_service /state is stateless");
    CHECK(states(std::vector<S>(6, S::stateful)).finding == Finding::refuted);
    CHECK(states({S::stateless, S::stateful, S::stateless, S::stateful, S::mixed, S::stateless}).finding ==
          Finding::undecided);
    auto const few = states(std::vector<S>(5, S::stateless));
    CHECK(few.finding == Finding::not_testable);
    CHECK(few.tests[0].reason == "5 trials are too few, 6 are the least");
}

TEST_CASE("a pattern finds a row by what is set, in the default configuration unless it says otherwise") {
    auto key = testing::service_key("wasmtime");
    key.mode = ExecutionMode::jit;
    key.cache = "off";
    RowPattern p{.runtime = "wasmtime", .workload = "http_service", .endpoint = "/"};
    CHECK(p.matches(key));
    key.variant = "pooling";
    CHECK_FALSE(p.matches(key));
    p.variant = "pooling";
    CHECK(p.matches(key));
    p.variant.reset();
    CHECK(p.matches(key));
    p.mode = ExecutionMode::aot;
    CHECK_FALSE(p.matches(key));
    p.mode = ExecutionMode::jit;
    p.cache = "full";
    CHECK_FALSE(p.matches(key));
    CHECK(p.text() == "wasmtime (jit, cache full)");
    p.cache.reset();
    key.firewall = "chain of 1000";
    CHECK_FALSE(p.matches(key));
    p.path = RowPath::rules;
    CHECK(p.matches(key));
    CHECK(p.text() == "wasmtime (jit, a firewall in the path)");
    key.firewall = to_string(Firewall{}); // the same network without rules is not a firewall in the path
    CHECK_FALSE(p.matches(key));
    p.path = RowPath::own_network;
    CHECK(p.matches(key));
    CHECK(p.text() == "wasmtime (jit, a network of its own without rules)");
    CHECK(native.text() == "native");
}
