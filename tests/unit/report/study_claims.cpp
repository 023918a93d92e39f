// The claims of the study as data, and how what came of them is told.
#include "report/claim_sentences.hpp"
#include "report/markdown_claims.hpp"

#include <wasmbench/report/claims.hpp>
#include <wasmbench/report/markdown.hpp>
#include <wasmbench/report/report.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include <support/noisy_campaign.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;
using testing::NoisyCampaign;

namespace {

/// native and Wasmtime, which starts and answers in five times the time.
Report native_and_wasmtime(std::uint32_t blocks) {
    NoisyCampaign c("c", 7, blocks, 0.02);
    auto wasmtime = testing::service_key("wasmtime");
    wasmtime.mode = ExecutionMode::aot;
    wasmtime.instance = InstancePolicy::new_per_request;
    c.builder.describe(testing::service_key("native"));
    c.builder.describe(wasmtime);
    c.row(testing::service_key("native"), "start/ready", Unit::seconds, 2e-3);
    c.row(wasmtime, "start/ready", Unit::seconds, 1e-2);
    auto const campaign = c.take();
    return build_report(campaign.plan, campaign.records, "{}");
}

ClaimVerdict const& verdict(Report const& r, std::string const& id) {
    auto const it = std::find_if(r.claims.begin(), r.claims.end(), [&](auto const& v) { return v.id == id; });
    REQUIRE(it != r.claims.end());
    return *it;
}

} // namespace

TEST_CASE("every claim is a sentence, stands somewhere, and has tests or the reason why not") {
    auto const claims = study_claims();
    CHECK(claims.size() >= 20);
    std::set<std::string> ids;
    for (auto const& c : claims) {
        CAPTURE(c.id);
        CHECK(ids.insert(c.id).second);
        CHECK(c.text.ends_with("."));
        CHECK((c.stands.starts_with("slide") || c.stands.starts_with("correction ")));
        CHECK(c.tests.empty() == !c.untestable.empty());
        for (char const letter : c.id) CHECK((std::islower(static_cast<unsigned char>(letter)) || letter == '-'));
        for (auto const& t : c.tests)
            if (auto const* ratio = std::get_if<RatioTest>(&t)) CHECK(ratio->bound >= 1);
    }
    for (int number = 1; number <= 11; ++number)
        CHECK(std::any_of(claims.begin(), claims.end(),
            [&](Claim const& c) { return c.stands == "correction " + std::to_string(number); }));
}

TEST_CASE("a report judges the study's claims with the rows that it has") {
    auto const r = native_and_wasmtime(10);
    CHECK(r.claims.size() == study_claims().size());
    CHECK(verdict(r, "wasmtime-fastest-cold").finding == Finding::refuted);
    CHECK(verdict(r, "native-starts-first").finding == Finding::not_testable); // compiled at the start: no such row
    CHECK(verdict(r, "docker-start-overhead").finding == Finding::not_testable);
    CHECK_THAT(r.summary.back(), ContainsSubstring("claims of the published study and of its correction 1 is refuted and"));
}

TEST_CASE("a campaign that no claim is about has no ledger") {
    NoisyCampaign c("c", 7, 10, 0.02);
    c.program(testing::program_key("native", "other"), 0.1);
    auto const campaign = c.take();
    auto const r = build_report(campaign.plan, campaign.records, "{}");
    CHECK(r.claims.empty());
    CHECK_THAT(to_markdown(r), !ContainsSubstring("Claims ledger"));
    CHECK(ledger_sentence({}) == "");
}

TEST_CASE("a sentence says what came of a claim, with the evidence or the reason") {
    auto const r = native_and_wasmtime(10);
    auto const refuted = claim_sentence(verdict(r, "wasmtime-fastest-cold"));
    CHECK_THAT(refuted,
        ContainsSubstring("\"Wasmtime delivers the fastest runtime cold starts.\" (slide \"Summary\") is refuted: "
                          "cold start of http_service /: wasmtime 1.0 (aot, new-per-request) against native 1.0 (long-lived) is ") &&
            ContainsSubstring("n=10 (below 1 was claimed)."));
    CHECK_THAT(claim_sentence(verdict(r, "docker-start-overhead")),
        ContainsSubstring("is not testable here: cold start of http_service /: docker (image present) against native 1.0 "
                          "(long-lived): no row of docker (image present) with http_service /."));
    auto const few = native_and_wasmtime(1);
    CHECK_THAT(claim_sentence(verdict(few, "wasmtime-fastest-cold")),
        ContainsSubstring("is not testable here") && ContainsSubstring("1 pairs are too few for an interval of 95 %"));
}

TEST_CASE("the ledger links each test to the tables of its rows") {
    auto const text = claims_markdown(native_and_wasmtime(10).claims);
    CHECK_THAT(text, ContainsSubstring("\n## Claims ledger\n"));
    CHECK_THAT(text, ContainsSubstring("| Wasmtime delivers the fastest runtime cold starts. | slide \"Summary\" | **refuted** | "));
    CHECK_THAT(text, ContainsSubstring("| fails | [wasmtime/aot/http_service/ (new-per-request)](#http_service-), "
                                       "[native/native/http_service/ (long-lived)](#http_service-) |\n"));
    CHECK_THAT(text, ContainsSubstring("| **not testable here** | - | - | - | 0 of 1 |\n"));
}

TEST_CASE("anchors are as GitHub makes them") {
    CHECK(heading_anchor("http_service /state") == "http_service-state");
    CHECK(heading_anchor("http_service /") == "http_service-");
    CHECK(heading_anchor("The old method beside ours") == "the-old-method-beside-ours");
}
