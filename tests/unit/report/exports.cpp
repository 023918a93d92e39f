#include <wasmbench/report/export.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include <support/campaign_builder.hpp>

using namespace wasmbench;
using Catch::Matchers::ContainsSubstring;
using report::ExportFormat;

namespace {

report::Campaign campaign_of(testing::CampaignBuilder builder) {
    return {"test", std::move(builder.plan), std::move(builder.records),
        R"({"cpu": {"model": "A \"fast\" one"}})"};
}

/// Programs that run for these seconds, a trial each.
testing::CampaignBuilder programs(std::vector<RunKey> const& keys, std::vector<double> const& seconds) {
    testing::CampaignBuilder out;
    std::uint32_t trial = 0;
    for (auto const& key : keys) out.describe(key);
    for (auto const& key : keys)
        for (auto const s : seconds)
            out.trial(key, trial++, [&](RunKey const& k) {
                out.measure(k, Phase::start, "start/ready", Unit::seconds, {s});
                out.measure(k, Phase::measure, "cpu/usage", Unit::seconds, {s / 2});
            });
    return out;
}

testing::CampaignBuilder service(RunKey const& key, std::vector<double> const& times) {
    testing::CampaignBuilder out;
    out.describe(key);
    out.trial(key, 0, [&](RunKey const& k) {
        out.measure(k, Phase::warmup, "http/service_time", Unit::seconds, {9.0});
        out.measure(k, Phase::measure, "http/service_time", Unit::seconds, times);
        out.measure(k, Phase::measure, "http/throughput", Unit::per_second, {1000}, 4);
    });
    out.plan.settings.connections = 4;
    return out;
}

std::string text_of(
    testing::CampaignBuilder builder, ExportFormat f, std::vector<std::string> const& metrics = {}) {
    return report::export_campaign(campaign_of(std::move(builder)), f, metrics).value().text;
}

std::string refusal(
    testing::CampaignBuilder builder, ExportFormat f, std::vector<std::string> const& metrics = {}) {
    return to_line(report::export_campaign(campaign_of(std::move(builder)), f, metrics).error());
}

} // namespace

TEST_CASE("every export format is found by its name") {
    for (auto const f : report::all_export_formats)
        CHECK(report::export_format_from_string(to_string(f)) == f);
    CHECK_FALSE(report::export_format_from_string("csv"));
}

TEST_CASE("a repetition of Google Benchmark is the mean of a trial's requests, in nanoseconds") {
    auto const json = nlohmann::json::parse(
        text_of(service(testing::service_key("native"), {1e-3, 3e-3}), ExportFormat::google_benchmark));
    auto const& entries = json["benchmarks"];
    REQUIRE(entries.size() == 1);
    CHECK(entries[0]["iterations"] == 2);
    CHECK(entries[0]["real_time"] == 2e6);
    CHECK(entries[0]["cpu_time"] == 0);
    CHECK(entries[0]["throughput_per_second"] == 1000);
}

TEST_CASE("the CPU time of a run stands beside its run time for Google Benchmark") {
    auto const json = nlohmann::json::parse(
        text_of(programs({testing::program_key("native")}, {0.5, 0.25}), ExportFormat::google_benchmark));
    auto const& entries = json["benchmarks"];
    REQUIRE(entries.size() == 2);
    CHECK(entries[1]["real_time"] == 0.25e9);
    CHECK(entries[1]["cpu_time"] == 0.125e9);
    CHECK(entries[1]["repetition_index"] == 1);
    CHECK(entries[1]["repetitions"] == 2);
}

TEST_CASE("warm-up requests and failed trials are in no export of samples") {
    auto builder = service(testing::service_key("native"), {1e-3, 3e-3});
    auto failing = testing::service_key("native");
    builder.trial(failing, 1, [&](RunKey const& k) {
        builder.measure(k, Phase::measure, "http/service_time", Unit::seconds, {7.0});
        builder.add(results::Failed{k, "wasmbench", 1, "it failed", {}});
    });
    auto const json = nlohmann::json::parse(text_of(std::move(builder), ExportFormat::hyperfine));
    CHECK(json["results"][0]["times"] == nlohmann::json({1e-3, 3e-3}));
    CHECK(json["results"][0]["median"] == 2e-3);
}

TEST_CASE("pyperf gets a run per trial, and nothing that it refuses or would read the wrong way") {
    auto const what = report::export_campaign(
        campaign_of(programs({testing::program_key("native")}, {0.5, 0.25})), ExportFormat::pyperf)
                          .value();
    auto const json = nlohmann::json::parse(what.text);
    REQUIRE(json["benchmarks"].size() == 2);
    CHECK(json["benchmarks"][0]["runs"].size() == 2);
    CHECK(json["benchmarks"][0]["runs"][1]["values"] == nlohmann::json({0.25}));
    CHECK(what.left_out.empty());

    CHECK_THAT(
        refusal(programs({testing::program_key("native")}, {0.0, 0.25}), ExportFormat::pyperf, {"run_time"}),
        ContainsSubstring("run_time: pyperf refuses values that are not above zero"));
    CHECK_THAT(refusal(service(testing::service_key("native"), {1}), ExportFormat::pyperf, {"throughput"}),
        ContainsSubstring("takes a larger value for a slower one"));
}

TEST_CASE("rows that only their version tells apart have it in their names") {
    auto older = testing::program_key("wasmtime"), newer = older;
    newer.version = "2.0";
    auto const text = text_of(programs({older, newer}, {0.5}), ExportFormat::benchstat);
    CHECK_THAT(
        text, ContainsSubstring("/runtime=wasmtime/version=1.0/") && ContainsSubstring("/version=2.0/"));
    CHECK_THAT(text_of(programs({older, newer}, {0.5}), ExportFormat::pyperf),
        ContainsSubstring("(one-shot) 2.0 run_time"));
    CHECK_THAT(text_of(programs({older}, {0.5}), ExportFormat::benchstat), !ContainsSubstring("version"));
}

TEST_CASE("a line of benchstat has one word per part, its values with their units, and which way is better") {
    auto key = testing::service_key("wasmtime", "/state");
    key.variant = "winch, pooling";
    auto const text = text_of(service(key, {1e-3, 3e-3}), ExportFormat::benchstat);
    CHECK_THAT(
        text, ContainsSubstring(
                  "BenchmarkTrial/workload=http_service/endpoint=%2Fstate/runtime=wasmtime/mode=native/"
                  "cache=none/page_cache=any/variant=winch,%20pooling/firewall=off/"
                  "instance=long-lived 2 0.002 sec/op 1000 throughput-req/s\n"));
    CHECK_THAT(text, ContainsSubstring("Unit sec/op assume=nothing better=lower\n"));
    CHECK_THAT(text, ContainsSubstring("Unit throughput-req/s assume=nothing better=higher\n"));
    CHECK_THAT(text, ContainsSubstring("cpu: A \"fast\" one\n"));
}

TEST_CASE("OpenMetrics has a value per trial, requests in buckets, and escapes its labels") {
    auto const text =
        text_of(service(testing::service_key("native"), {1e-3, 3e-3, 20}), ExportFormat::openmetrics);
    CHECK_THAT(text, ContainsSubstring(R"(cpu="A \"fast\" one")"));
    CHECK_THAT(text, ContainsSubstring("le=\"0.001\"} 1 ") && ContainsSubstring("le=\"0.003\"} 2 ") &&
                         ContainsSubstring("le=\"10.0\"} 2 ") && ContainsSubstring("le=\"+Inf\"} 3 "));
    // 2026-11-23T06:30:00Z
    CHECK_THAT(text, ContainsSubstring("trial=\"0\",disturbed=\"false\"} 1000 1795415400\n"));
    CHECK(text.ends_with("\n# EOF\n"));
}

TEST_CASE("github-action-benchmark gets figures in the units of the reports, less and more apart") {
    auto const smaller = nlohmann::json::parse(
        text_of(programs({testing::program_key("native")}, {.1, .1, .1, .1, .104, .098}),
            ExportFormat::github_action, {"run_time"}));
    REQUIRE(smaller.size() == 1);
    CHECK(smaller[0]["name"] == "native/native/hello (one-shot) run_time");
    CHECK(smaller[0]["unit"] == "ms");
    CHECK(smaller[0]["value"] == 100);
    CHECK(smaller[0]["range"] == "± 4"); // of 98 to 104
    CHECK(smaller[0]["extra"] == "native 1.0, n = 6, 95 % confidence within 98 to 104");
    auto const bigger = nlohmann::json::parse(
        text_of(service(testing::service_key("native"), {1e-3}), ExportFormat::github_action_bigger));
    REQUIRE(bigger.size() == 1);
    CHECK(bigger[0]["unit"] == "req/s");
    CHECK_FALSE(bigger[0].contains("range")); // one trial has no interval
}

TEST_CASE("JUnit XML names what became of each trial") {
    auto builder = programs({testing::program_key("native")}, {0.5});
    auto const key = testing::program_key("native");
    builder.trial(key, 1, [&](RunKey const& k) {
        builder.add(results::Failed{k, "wasmbench", 1, "a < b & \"c\"", {}});
    });
    builder.trial(key, 2, [&](RunKey const& k) { builder.add(results::Skipped{k, "not here"}); });
    builder.trial(key, 3, [&](RunKey const& k) { builder.add(results::Discarded{k, "warm"}); });
    auto const text = text_of(std::move(builder), ExportFormat::junit);
    CHECK_THAT(text, ContainsSubstring("tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\""));
    CHECK_THAT(text, ContainsSubstring("<failure message=\"a &lt; b &amp; &quot;c&quot;\">"));
    CHECK_THAT(text, ContainsSubstring("<skipped message=\"not here\"/>") &&
                         ContainsSubstring("<error message=\"warm\">"));
}

TEST_CASE("what cannot be exported is refused with what could be") {
    auto const one = [] { return programs({testing::program_key("native")}, {0.5}); };
    CHECK_THAT(refusal(one(), ExportFormat::benchstat, {"speed"}),
        ContainsSubstring("(\"speed\"); expected one of cold_start"));
    CHECK_THAT(refusal(one(), ExportFormat::benchstat, {"warm_p99"}), ContainsSubstring("warm_p99"));
    CHECK_THAT(refusal(one(), ExportFormat::junit, {"run_time"}), ContainsSubstring("junit holds trials"));
    CHECK_THAT(refusal(one(), ExportFormat::benchstat, {"cold_start"}), ContainsSubstring("test"));
    CHECK_THAT(
        refusal(one(), ExportFormat::google_benchmark, {"cpu_per_run"}), ContainsSubstring("beside a time"));
    CHECK_THAT(refusal({}, ExportFormat::openmetrics), ContainsSubstring("trials that ended well"));
    CHECK_THAT(refusal({}, ExportFormat::junit), ContainsSubstring("trials that ended well"));
}
