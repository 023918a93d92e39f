// Memory and CPU part by part, and what a container is charged.
#include <wasmbench/report/markdown.hpp>
#include <wasmbench/report/report.hpp>
#include <wasmbench/report/terminal.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/campaign_builder.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;
using testing::CampaignBuilder;

namespace {

constexpr double mib = 1024 * 1024;

CampaignBuilder lattice() {
    CampaignBuilder c;
    c.plan.settings.connections = 10;
    auto const key = testing::service_key("wasmcloud");
    c.describe(key);
    for (std::uint32_t i = 0; i < 3; ++i)
        c.trial(key, i, [&](RunKey const& k) {
            c.measure(k, Phase::measure, "http/ok", Unit::count, {2000}, 10);
            c.measure(k, Phase::measure, "memory/pss", Unit::bytes, {50 * mib, 70 * mib}, 10);
            c.measure(k, Phase::measure, "memory/part/host", Unit::bytes, {(40.0 + i) * mib}, 10);
            c.measure(k, Phase::measure, "memory/part/nats", Unit::bytes, {20 * mib}, 10);
            c.measure(k, Phase::measure, "cpu/part/host", Unit::seconds, {3.0}, 10);
            c.measure(k, Phase::measure, "cpu/part_idle/host", Unit::ratio, {0.05}, 10);
            c.measure(k, Phase::measure, "cpu/part_net/host", Unit::seconds, {2.5}, 10);
        });
    return c;
}

} // namespace

TEST_CASE("each part of an instance has its own figures, in the order of measurement") {
    auto const c = lattice();
    auto const r = build_report(c.plan, c.records, "{}");
    auto const& parts = r.rows.at(0).parts;
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].name == "host");
    CHECK(parts[0].memory.value == 41 * mib);
    CHECK(parts[0].memory.n == 3);
    REQUIRE(parts[0].cpu_per_1000);
    CHECK(parts[0].cpu_per_1000->value == 1.5);
    CHECK(parts[0].net_per_1000.value().value == 1.25);
    CHECK(parts[0].idle.value().value == 0.05);
    CHECK(parts[1].name == "nats");
    CHECK_FALSE(parts[1].net_per_1000);
    CHECK_FALSE(parts[1].idle);
    CHECK_FALSE(parts[1].cpu_per_1000);
}

TEST_CASE("the tables show the parts, and nothing where there are none") {
    auto const c = lattice();
    auto const r = build_report(c.plan, c.records, "{}");
    CHECK_THAT(to_markdown(r), ContainsSubstring("| host | 41.0 (n<6) | 1.50 (n<6) | 1.25 (n<6) | 0.0500 (n<6) |") &&
                                   ContainsSubstring("| nats | 20.0 (n<6) | - | - | - |"));
    CHECK_THAT(to_terminal(r, 100), ContainsSubstring("part by part") && ContainsSubstring("nats"));

    CampaignBuilder plain;
    plain.describe(testing::service_key("native"));
    auto const none = build_report(plain.plan, plain.records, "{}");
    CHECK_THAT(to_markdown(none), !ContainsSubstring("Part by part"));
    CHECK_THAT(to_terminal(none, 100), !ContainsSubstring("part by part"));
}

TEST_CASE("a container's memory is what its control group is charged") {
    CampaignBuilder c;
    auto const key = testing::service_key("docker");
    c.trial(key, 0, [&](RunKey const& k) {
        c.measure(k, Phase::measure, "memory/pss", Unit::bytes, {9 * mib, 9 * mib});
        c.measure(k, Phase::measure, "memory/cgroup", Unit::bytes, {2 * mib, 3 * mib, 1 * mib});
    });
    auto const r = build_report(c.plan, c.records, "{}");
    CHECK(r.rows.at(0).find(Quantity::memory_steady)->value == 2 * mib);
    CHECK(r.rows.at(0).find(Quantity::memory_peak)->value == 3 * mib);
}

TEST_CASE("a program that ended before it was looked at has its peak resident set, others their PSS") {
    CampaignBuilder c;
    auto const program = [&](char const* runtime, bool seen) {
        auto key = testing::service_key(runtime);
        key.endpoint.clear();
        c.trial(key, 0, [&](RunKey const& k) {
            if (seen) c.measure(k, Phase::measure, "memory/pss", Unit::bytes, {9 * mib});
            c.measure(k, Phase::measure, "memory/own_group_peak", Unit::bytes, {2 * mib});
            c.measure(k, Phase::measure, "memory/ended_peak_rss", Unit::bytes, {4 * mib});
            c.measure(k, Phase::measure, "memory/max_rss", Unit::bytes, {70 * mib});
        });
    };
    program("short", false);
    program("long", true);
    auto const r = build_report(c.plan, c.records, "{}");
    CHECK(r.rows.at(0).find(Quantity::memory_peak)->value == 4 * mib);
    CHECK(r.rows.at(0).find(Quantity::max_rss)->value == 4 * mib);
    CHECK(r.rows.at(1).find(Quantity::memory_peak)->value == 9 * mib);
}
