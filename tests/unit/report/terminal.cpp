#include <wasmbench/report/terminal.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <string>

#include <support/campaign_builder.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Names, figures and messages that are longer than anyone would wish.
Report unwieldy_report() {
    testing::CampaignBuilder c;
    c.plan.name = std::string(150, 'n');
    auto key = testing::service_key("a-runtime-with-a-name-" + std::string(100, 'x'), "/state");
    key.workload = std::string(210, 'w');
    key.version = "1.0.0-rc.1+" + std::string(50, 'b');
    c.describe(key);
    c.describe(testing::program_key("p"));
    for (std::uint32_t i = 0; i < 7; ++i)
        c.trial(key, i, [&](RunKey const& k) {
            c.measure(k, Phase::start, "start/ready", Unit::seconds, {123456.789 * (i + 1)});
            c.measure(k, Phase::measure, "http/service_time", Unit::seconds, {98765.4321 * (i + 1)});
            c.measure(k, Phase::measure, "http/throughput", Unit::per_second, {1e12 * (i + 1)}, 10);
            c.measure(k, Phase::measure, "memory/pss", Unit::bytes, {1e15}, 10);
            c.add(results::StateObserved{k, Statefulness::stateless});
        });
    c.add(
        results::Skipped{testing::program_key("p"), "\x1b[31mred " + std::string(300, 'r') + "\nnext line"});
    return build_report(c.plan, c.records, R"({"disturbing": ["a", "b"]})");
}

} // namespace

TEST_CASE("no line is wider than the terminal, and none has control characters") {
    auto const width = GENERATE(as<std::size_t>(), 60, 80, 100, 120, 200);
    auto const text = to_terminal(unwieldy_report(), width);
    for (std::size_t at = 0; at < text.size();) {
        auto const end = text.find('\n', at);
        REQUIRE(end != std::string::npos);
        auto const line = text.substr(at, end - at);
        CAPTURE(line);
        CHECK(line.size() <= width); // all of it is ASCII
        CHECK(std::none_of(line.begin(), line.end(), [](char c) { return c < 0x20 || c == 0x7f; }));
        at = end + 1;
    }
}

TEST_CASE("a terminal that is too narrow for anything is taken as 60 columns") {
    CHECK(to_terminal(unwieldy_report(), 3) == to_terminal(unwieldy_report(), 60));
}

TEST_CASE("only tables of workloads with state have its column") {
    testing::CampaignBuilder c;
    c.trial(testing::service_key("a"), 0, [](RunKey const&) {});
    CHECK_THAT(to_terminal(build_report(c.plan, c.records, "{}")), !ContainsSubstring("state\n"));
    c.trial(testing::service_key("a", "/state"), 1, [&](RunKey const& k) {
        c.add(results::StateObserved{k, Statefulness::mixed});
    });
    CHECK_THAT(to_terminal(build_report(c.plan, c.records, "{}")),
        ContainsSubstring("state\n") && ContainsSubstring("mixed\n"));
}

TEST_CASE("columns of programs that no row has a figure for are left out") {
    testing::CampaignBuilder c;
    c.trial(testing::program_key("a"), 0,
        [&](RunKey const& k) { c.measure(k, Phase::measure, "cpu/usage", Unit::seconds, {1}); });
    auto const text = to_terminal(build_report(c.plan, c.records, "{}"));
    CHECK_THAT(text, ContainsSubstring("run time  CPU time\n") && !ContainsSubstring("self-reported") &&
                         !ContainsSubstring("max RSS"));
}

TEST_CASE("what may disturb the machine is listed") {
    CHECK_THAT(to_terminal(unwieldy_report()),
        ContainsSubstring("What may disturb figures on this machine\n- a\n- b\n"));
}
