#include "report/compare_sentences.hpp"

#include <wasmbench/report/compare_render.hpp>
#include <wasmbench/report/row_name.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include <support/noisy_campaign.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using testing::NoisyCampaign;

namespace {

std::string said(Quantity q, double low, double high) {
    return change_text(q, {low, high, 0.99});
}

Campaign rows(double factor, double spread) {
    NoisyCampaign c("results/x", 8, 12, spread);
    c.program(testing::program_key("native"), 0.01);
    c.program(testing::program_key("wasmtime"), 0.01 * factor);
    return c.take();
}

Comparison of_rows(double factor, double spread) {
    return compare_rows(rows(factor, spread), "native", "wasmtime", {}, {}).value();
}

Campaign with(double first, double second, double spread, std::uint64_t seed) {
    NoisyCampaign c("results/" + std::to_string(seed), seed, 12, spread);
    c.program(testing::program_key("a"), first);
    c.program(testing::program_key("b"), second);
    return c.take();
}

} // namespace

TEST_CASE("a change is said as a person says it") {
    CHECK(said(Quantity::cold_start, 1.8, 2.1) == "1.80x to 2.10x slower");
    CHECK(said(Quantity::cold_start, 1.08, 1.12) == "8.0 % to 12 % slower");
    CHECK(said(Quantity::cold_start, 1.4, 1.6) == "40 % to 1.60x slower");
    CHECK(said(Quantity::cold_start, 0.5, 0.8) == "25 % to 2.00x faster");
    CHECK(said(Quantity::cold_start, 0.98, 1.03) == "between 2.0 % faster and 3.0 % slower");
    CHECK(said(Quantity::throughput, 0.4, 0.5) == "50 % to 60 % fewer");
    CHECK(said(Quantity::throughput, 1.02, 1.04) == "2.0 % to 4.0 % more");
    CHECK(said(Quantity::max_rss, 0.4, 0.5) == "50 % to 60 % less");
    CHECK(said(Quantity::max_rss, 1, 1) == "0.0 % more");
}

TEST_CASE("two rows: the first figure with its interval and the confidence") {
    CHECK_THAT(of_rows(2, 0.02).headline,
        StartsWith("Wasmtime 1.0 (native, one-shot) runs 1.9") &&
            ContainsSubstring("x slower than native 1.0 (one-shot), 99 % confidence") &&
            ContainsSubstring("; 1 figure judged: 1 worse (run time)."));
    CHECK_THAT(of_rows(0.5, 0.02).headline, ContainsSubstring("x faster than native"));
    CHECK_THAT(of_rows(1, 0.6).headline,
        StartsWith("It cannot be told whether wasmtime 1.0 (native, one-shot) runs slower than native") &&
            ContainsSubstring("between "));
}

TEST_CASE("two rows of different workloads are told apart by these") {
    auto const hello = testing::program_key("native", "hello");
    auto const cpu_hash = testing::program_key("native", "cpu_hash");
    NoisyCampaign c("results/x", 8, 12, 0.02);
    c.program(hello, 0.01);
    c.program(cpu_hash, 0.02);
    CompareOptions options;
    options.across = {"workload"};
    auto const compared = compare_rows(c.take(), row_name(hello), row_name(cpu_hash), {}, options).value();
    CHECK_THAT(compared.headline,
        StartsWith("Cpu_hash on native 1.0 (one-shot) runs ") &&
            ContainsSubstring("x slower than hello on native 1.0 (one-shot), 99 % confidence"));
}

TEST_CASE("two campaigns: what is worse, and by how much surely") {
    auto const worse = compare_campaigns(with(1, 1, 0.01, 1), with(1.2, 1.4, 0.01, 2), {}, {}).value();
    CHECK_THAT(worse.headline,
        StartsWith("Worse: hello on b 1.0 (native, one-shot) runs ") &&
            ContainsSubstring("slower in B than in A, 99 % confidence; 2 figures judged: 2 worse."));
    auto const mixed = compare_campaigns(with(1, 1, 0.01, 1), with(1.2, 0.7, 0.01, 2), {}, {}).value();
    CHECK_THAT(mixed.headline, StartsWith("Worse: hello on a") && ContainsSubstring("1 worse, 1 better"));
    auto const better = compare_campaigns(with(1, 1, 0.01, 1), with(1, 0.7, 0.01, 2), {}, {}).value();
    CHECK(better.verdict == Verdict::better);
    CHECK_THAT(
        better.headline, StartsWith("Better: hello on b") && ContainsSubstring("faster in B than in A"));
    auto const same = compare_campaigns(with(1, 1, 0.01, 1), with(1, 1, 0.01, 2), {}, {}).value();
    CHECK(same.headline == "Not worse: no figure of B shows a regression against A, 99 % confidence; 2 "
                           "figures judged: 2 not worse.");
    auto const open = compare_campaigns(with(1, 1, 0.6, 1), with(1, 1, 0.6, 2), {}, {}).value();
    CHECK_THAT(open.headline, StartsWith("Inconclusive: it cannot be told whether hello on "));
}

TEST_CASE("when nothing can be judged, the sentence says so") {
    NoisyCampaign c("few", 1, 2, 0.01);
    c.program(testing::program_key("native"), 0.01);
    c.program(testing::program_key("wasmtime"), 0.01);
    CHECK_THAT(compare_campaigns(c.take(), c.take(), {}, {}).value().headline,
        StartsWith("Inconclusive: no figure could be judged"));
    CHECK_THAT(compare_rows(c.take(), "native", "wasmtime", {}, {}).value().headline,
        StartsWith("Inconclusive: no figure could be judged"));
}

TEST_CASE("the JSON has every number of the table") {
    auto const c = of_rows(2, 0.02);
    auto const j = nlohmann::json::parse(to_json(c));
    CHECK(j["verdict"] == "worse");
    CHECK(j["paired"] == true);
    CHECK(j["confidence"] == 0.99);
    CHECK(j["margin"].is_null());
    auto const& f = j["rows"][0]["figures"][0];
    auto const& expected = c.rows[0].figures[0];
    CHECK(f["metric"] == "run_time");
    CHECK(f["ratio"] == expected.ratio);
    CHECK(f["low"] == expected.interval->low);
    CHECK(f["high"] == expected.interval->high);
    CHECK(f["p_adjusted"] == *expected.p_adjusted);
    CHECK(f["noise_floor"]["ratio"] == expected.floor->ratio);
    CHECK(f["noise_floor"]["from"] == "halves");
    CHECK(f["n_a"] == 12);
    CHECK(j["rows"][0]["a"]["runtime"] == "native");
}

TEST_CASE("no line of a comparison is wider than the terminal") {
    for (std::size_t width : {60, 80, 120}) {
        auto const text = to_terminal(of_rows(2, 0.02), width);
        for (std::size_t at = 0; at < text.size();) {
            auto const end = text.find('\n', at);
            REQUIRE(end != std::string::npos);
            CHECK(end - at <= width);
            at = end + 1;
        }
    }
}
