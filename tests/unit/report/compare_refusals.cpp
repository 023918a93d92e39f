// What is not compared, and how it is said.
#include <wasmbench/report/compare.hpp>
#include <wasmbench/report/compare_error.hpp>
#include <wasmbench/report/row_name.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <vector>

#include <support/noisy_campaign.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;
using testing::NoisyCampaign;

namespace {

RunKey wasmtime(std::string version = "46.0.1") {
    auto k = testing::program_key("wasmtime");
    k.version = std::move(version);
    k.mode = ExecutionMode::aot;
    return k;
}

NoisyCampaign with(std::vector<RunKey> const& keys) {
    NoisyCampaign c("a campaign", 1, 10, 0.02);
    for (auto const& k : keys) c.program(k, 0.1);
    return c;
}

CompareOptions across(std::vector<std::string> names) {
    CompareOptions o;
    o.across = std::move(names);
    return o;
}

CompareOptions forced() {
    CompareOptions o;
    o.force = true;
    return o;
}

Result<Comparison> compared(NoisyCampaign const& a, NoisyCampaign const& b, CompareOptions const& o = {}) {
    return compare_campaigns(a.take(), b.take(), {}, o);
}

std::string line_of(Result<Comparison> const& r) {
    return r ? "compared" : to_line(r.error());
}

} // namespace

TEST_CASE("machines that differ are refused, each fact with both values") {
    auto const a = with({wasmtime()});
    auto b = with({wasmtime()});
    b.environment = R"({"cpu": {"model": "Other CPU", "steal_ratio": "0.3"}, "os": {"kernel": "6.2.0"},
        "load": {"1min": "3"}, "harness": {"version": "0.1.0"}})";
    auto const r = compared(a, b);
    REQUIRE(!r);
    CHECK(r.error().code == compare_errc::not_comparable);
    CHECK_THAT(line_of(r), ContainsSubstring("cpu/model: \"Example CPU\" in A, \"Other CPU\" in B") &&
                               ContainsSubstring("os/kernel: \"6.1.0\" in A, \"6.2.0\" in B") &&
                               ContainsSubstring("--across cpu/model --across os/kernel") &&
                               ContainsSubstring("--force") && !ContainsSubstring("steal") &&
                               !ContainsSubstring("1min"));
    CHECK_THAT(line_of(compared(a, b, across({"os"}))),
        ContainsSubstring("cpu/model") && !ContainsSubstring("kernel"));
    auto const allowed = compared(a, b, across({"os/kernel", "cpu"}));
    REQUIRE(allowed.has_value());
    CHECK(allowed->differences == std::vector<Difference>{{"cpu/model", "Example CPU", "Other CPU"},
                                      {"os/kernel", "6.1.0", "6.2.0"}});
    CHECK_THAT(
        allowed->notes.back(), ContainsSubstring("The campaigns differ, which was allowed, in cpu/model"));
    CHECK(compared(a, b, forced()).has_value());
}

TEST_CASE("a fact that only one side knows is a difference") {
    auto b = with({wasmtime()});
    b.environment = R"({"cpu": {"model": "Example CPU"}, "harness": {"version": "0.1.0"},
        "unknown": {"os/kernel": "no such file"}})";
    CHECK_THAT(line_of(compared(with({wasmtime()}), b)),
        ContainsSubstring("os/kernel: \"6.1.0\" in A, \"not known\" in B"));
}

TEST_CASE("a machine of which nothing is known may be any machine") {
    auto const a = with({wasmtime()});
    auto b = with({wasmtime()});
    b.environment = "";
    CHECK_THAT(line_of(compared(a, b)),
        ContainsSubstring("environment.json: \"known\" in A, \"missing or unreadable\" in B"));
    CHECK_THAT(line_of(compared(b, b)), ContainsSubstring("environment.json"));
    CHECK(compared(a, b, across({"environment.json"})).has_value());
}

TEST_CASE("plans whose requests differ are refused") {
    auto b = with({wasmtime()});
    b.builder.plan.settings.connections = 20;
    CHECK_THAT(line_of(compared(with({wasmtime()}), b)),
        ContainsSubstring("plan/connections: \"10\" in A, \"20\" in B") &&
            ContainsSubstring("--across plan/connections"));
    b.builder.plan.settings.connections = 10;
    b.builder.plan.seed = 77; // the order of the schedule is meant to differ
    CHECK(compared(with({wasmtime()}), b).has_value());
}

TEST_CASE("rows that differ in their version alone are the same row, refused by name unless that is meant") {
    auto const a = with({wasmtime("46.0.1")});
    auto const b = with({wasmtime("47.0.0")});
    CHECK_THAT(line_of(compared(a, b)),
        ContainsSubstring("wasmtime/aot/hello (one-shot): version: \"46.0.1\" in A, \"47.0.0\" in B") &&
            ContainsSubstring("--across version"));
    auto const r = compared(a, b, across({"version"}));
    REQUIRE(r.has_value());
    CHECK(r->rows[0].differences == std::vector<Difference>{{"version", "46.0.1", "47.0.0"}});
}

TEST_CASE("rows are matched by their keys whatever their order, those without a partner are named") {
    auto reused = wasmtime();
    reused.variant = "pooling";
    auto const a = with({wasmtime(), testing::program_key("native"), reused});
    auto const b = with({testing::program_key("native"), wasmtime(), testing::program_key("docker")});
    auto const r = compared(a, b);
    REQUIRE(r.has_value());
    REQUIRE(r->rows.size() == 2);
    for (auto const& row : r->rows) CHECK(row.a == row.b);
    CHECK(r->only_in_a == std::vector<std::string>{"wasmtime/aot/hello (pooling, one-shot)"});
    CHECK(r->only_in_b == std::vector<std::string>{"docker/native/hello (one-shot)"});
    CHECK_THAT(r->notes[0], ContainsSubstring("Only in A: wasmtime/aot/hello (pooling, one-shot)."));
}

TEST_CASE("when no key is common, the nearest rows say in what they differ") {
    auto jit = wasmtime();
    jit.mode = ExecutionMode::jit;
    jit.cache = "off";
    CHECK_THAT(line_of(compared(with({wasmtime()}), with({jit}))),
        ContainsSubstring("mode: \"aot\" in A, \"jit\" in B") &&
            ContainsSubstring("cache: \"none\" in A, \"off\" in B"));
    CHECK(compared(with({wasmtime()}), with({jit}), across({"mode", "cache"})).has_value());
    auto const none = compared(with({wasmtime()}), with({testing::program_key("native")}));
    CHECK(none.error().code == compare_errc::not_comparable);
    CHECK_THAT(line_of(none), ContainsSubstring("no common rows") &&
                                  ContainsSubstring("wasmtime/aot/hello (one-shot) in A") &&
                                  ContainsSubstring("native/native/hello (one-shot) in B"));
    auto const native = with({testing::program_key("native")});
    CHECK(compared(with({wasmtime()}), native, across({"runtime", "version", "mode"})).has_value());
}

TEST_CASE("campaigns for the noise are of the same machine") {
    auto noise = with({wasmtime()});
    noise.environment =
        R"({"cpu": {"model": "Other CPU"}, "os": {"kernel": "6.1.0"}, "harness": {"version": "0.1.0"}})";
    std::vector<Campaign> const campaigns = {noise.take()};
    auto const a = with({wasmtime()}).take();
    CHECK_THAT(line_of(compare_campaigns(a, a, campaigns, {})),
        ContainsSubstring("--noise") && ContainsSubstring("cpu/model"));
    CHECK(compare_campaigns(a, a, campaigns, across({"cpu/model"})).has_value());
}

TEST_CASE("options that mean nothing are refused with what would") {
    auto const a = with({wasmtime()});
    auto const refusal = [&](CompareOptions const& o) {
        auto const r = compared(a, a, o);
        REQUIRE(!r);
        CHECK(r.error().code == errc::invalid_option);
        return line_of(r);
    };
    CompareOptions o;
    o.confidence = 1;
    CHECK_THAT(refusal(o), ContainsSubstring("confidence") && ContainsSubstring("between 0 and 1"));
    o = {};
    o.margin = -0.1;
    CHECK_THAT(refusal(o), ContainsSubstring("margin"));
    o = {};
    o.metrics = {"run_time", "client_load"};
    CHECK_THAT(refusal(o), ContainsSubstring("\"client_load\"") && ContainsSubstring("cold_start, warm_p50"));
    CHECK_THAT(refusal(across({"colour"})), ContainsSubstring("\"colour\"") && ContainsSubstring("version"));
    o = {};
    o.metrics = {"throughput"};
    CHECK_THAT(line_of(compared(a, a, o)), ContainsSubstring("no row has throughput on both sides"));
}

TEST_CASE("two rows of one campaign may differ in all but their workload and endpoint") {
    auto other = testing::program_key("native", "cpu_hash");
    auto const campaign = with({testing::program_key("native"), wasmtime(), other}).take();
    auto const rows = [&](char const* a, char const* b, CompareOptions const& o = {}) {
        return compare_rows(campaign, a, b, {}, o);
    };
    auto const r = rows("native/native/hello", "wasmtime/aot/hello");
    REQUIRE(r.has_value());
    CHECK(r->rows[0].differences.size() == 3);
    CHECK(r->a == "native/native/hello (one-shot)");
    CHECK(r->b == "wasmtime/aot/hello (one-shot)");
    CHECK_THAT(line_of(rows("native/native/hello", "native/native/cpu_hash")),
        ContainsSubstring("workload: \"hello\" in A"));
    CHECK(rows("native/native/hello", "native/native/cpu_hash", across({"workload"})).has_value());
    CHECK(rows("native/native/hello", "native/native/cpu_hash", forced()).has_value());
    CHECK_THAT(line_of(rows("wasmtime", "wasmtime")), ContainsSubstring("two different rows"));
    CHECK_THAT(line_of(rows("wasmtime", "wasmer")),
        ContainsSubstring("no such row: invalid option (\"wasmer\"); expected one of ") &&
            ContainsSubstring("wasmtime/aot/hello (one-shot)"));
}

TEST_CASE("a row is found by every name that it has, and by a beginning that no other row has") {
    auto service = testing::service_key("wasmtime", "/state");
    service.version = "46.0.1";
    service.mode = ExecutionMode::jit;
    service.cache = "off";
    auto reused = service;
    reused.instance = InstancePolicy::reused;
    auto plain = service;
    plain.endpoint = "/";
    std::vector<RunKey> const rows = {service, reused, plain, testing::program_key("native")};
    auto const place = [&](std::string const& text) { return find_row(rows, text).value(); };
    CHECK(place("native") == 3);
    CHECK(place("native/native/hello") == 3);
    CHECK(place("hello: native 1.0 (one-shot)") == 3);
    CHECK(place("hello on native") == 3);
    CHECK(place("wasmtime/jit/http_service/") == 2); // whole, though others begin so
    CHECK(place("wasmtime/jit/http_service/state (cache off, reused)") == 1);
    CHECK(place("wasmtime/jit/http_service/state (cache off, l") == 0);
    CHECK(place("http_service /state: wasmtime 46.0.1 (jit, cache off, reused)") == 1);
    auto const two = find_row(rows, "wasmtime/jit/http_service/state");
    REQUIRE(!two);
    CHECK(to_line(two.error()) ==
          "more than one such row: invalid option (\"wasmtime/jit/http_service/state\"); expected one of "
          "wasmtime/jit/http_service/state (cache off, long-lived); "
          "wasmtime/jit/http_service/state (cache off, reused)");
    CHECK(!find_row(rows, ""));
    CHECK(!find_row(rows, "http_service /state"));
}

TEST_CASE("the columns that name a row are all of its key") {
    auto key = testing::service_key("a");
    auto const columns = key_columns(key);
    CHECK(columns.size() == 10);
    key.firewall = "on";
    CHECK(key_columns(key) != columns);
    key = testing::service_key("a");
    key.block = 3;
    CHECK(key_columns(key) == columns);
}
