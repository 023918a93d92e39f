// What a report says of the commands that were run.
#include <wasmbench/report/report.hpp>

#include <catch2/catch_test_macros.hpp>

#include <support/campaign_builder.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST_CASE("the commands of each row's first trial, those that differ in a number or a made-up name once") {
    testing::CampaignBuilder c;
    auto const native = testing::service_key("native"), wasm = testing::service_key("wasm");
    c.describe(native);
    c.describe(wasm);
    auto const run = [&](RunKey const& k, std::string command) { c.add(results::CommandRun{k, std::move(command)}); };
    c.trial(native, 0, [&](RunKey const& k) {
        run(k, "/bin/serve --port 4711");
        run(k, "/bin/serve --port 39");
        run(k, "/bin/other");
        run(k, "/bin/nats -n wasmbench-98311b2f67ef10f6 --decade cafe");
        run(k, "/bin/nats -n wasmbench-1dfeb863850cb823 --decade cafe");
        run(k, "/bin/nats -n wasmbench-1dfeb863850cb823 --decade face");
    });
    c.trial(wasm, 1, [&](RunKey const& k) { run(k, "wasm serve a.wasm"); });
    c.trial(native, 2, [&](RunKey const& k) { run(k, "/bin/serve --port 1 --again"); });
    auto const name = [](char const* runtime) { return std::string("http_service /: ") + runtime + " 1.0 (long-lived)"; };
    CHECK(build_report(c.plan, c.records, "{}").commands ==
          Pairs{{name("native"), "/bin/serve --port 4711 (2 times)"}, {name("native"), "/bin/other"},
              {name("native"), "/bin/nats -n wasmbench-98311b2f67ef10f6 --decade cafe (2 times)"},
              {name("native"), "/bin/nats -n wasmbench-1dfeb863850cb823 --decade face"},
              {"http_service /: wasm 1.0 (native, long-lived)", "wasm serve a.wasm"}});
}

TEST_CASE("what failed is listed with its command, once") {
    testing::CampaignBuilder c;
    auto const key = testing::service_key("native");
    c.describe(key);
    for (std::uint32_t n : {0u, 1u})
        c.trial(key, n, [&](RunKey const& k) {
            Diagnostics d;
            d.command = "/bin/false";
            c.add(results::Failed{k, "wasmbench", 1, "it failed", d});
        });
    CHECK(build_report(c.plan, c.records, "{}").commands == Pairs{{"http_service /: native 1.0 (long-lived), failed", "/bin/false"}});
}
