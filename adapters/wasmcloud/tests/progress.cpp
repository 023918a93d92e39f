#include "progress.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::wasmcloud;
using namespace std::chrono_literals;

namespace {

TimePoint at(int ms) {
    return TimePoint(std::chrono::milliseconds(ms));
}

} // namespace

TEST_CASE("a deployment and its end, by the host's events") {
    Progress p;
    p.note("wasmbus.evt.mine.config_set", R"({"data":{"config_name":"x"}})", at(1));
    p.note("wasmbus.evt.mine.component_scaled", R"({"data":{"max_instances":100}})", at(2));
    p.note("wasmbus.evt.mine.component_scaled", R"({"data":{"max_instances":100}})", at(3)); // sent twice
    p.note("wasmbus.evt.mine.linkdef_set", R"({"data":{"target":"workload"}})", at(4));
    CHECK_FALSE(p.complete());
    p.note("wasmbus.evt.mine.provider_started", R"({"data":{}})", at(5));
    CHECK(p.complete() == at(5));
    CHECK(p.link == R"({"target":"workload"})");
    CHECK_FALSE(p.failure);
    CHECK_FALSE(p.undeployed());
    Timeline t;
    p.mark(t);
    CHECK(t.all() ==
          std::vector<Mark>{{"component_started", at(2)}, {"link_set", at(4)}, {"provider_started", at(5)}});
    CHECK(t.borders() == std::vector<Border>{{StartPhase::load, true, "component", at(2)},
                             {StartPhase::first_answer, false, "provider", at(5)}});

    p.note("wasmbus.evt.mine.component_scaled", R"({"data":{"max_instances":0}})", at(6));
    CHECK_FALSE(p.undeployed());
    p.note("wasmbus.evt.mine.provider_stopped", R"({"data":{}})", at(7));
    CHECK(p.undeployed());
}

TEST_CASE("since when there has been no sign of a deployment") {
    Progress p;
    CHECK_FALSE(p.waiting_since());
    p.ordered = at(1);
    CHECK(p.waiting_since() == at(1));
    p.note("wasmbus.evt.mine.component_scaled", R"({"data":{"max_instances":100}})", at(5));
    CHECK(p.waiting_since() == at(5));
    p.ordered_again = at(9);
    CHECK(p.waiting_since() == at(9));
    p.note("wasmbus.evt.mine.linkdef_set", R"({"data":{}})", at(10));
    Progress failed = p;
    p.note("wasmbus.evt.mine.provider_started", R"({"data":{}})", at(11));
    CHECK_FALSE(p.waiting_since());
    failed.note("wasmbus.evt.mine.provider_start_failed", R"({"data":{"error":"no"}})", at(11));
    CHECK_FALSE(failed.waiting_since());
}

TEST_CASE("a link that was put again is waited for anew, and told") {
    Progress p;
    p.note("wasmbus.evt.mine.provider_started", R"({"data":{}})", at(1));
    p.note("wasmbus.evt.mine.linkdef_set", R"({"data":{}})", at(2));
    CHECK(p.complete() == at(2));
    p.link_put_again = at(9);
    CHECK(p.complete() == at(9));
    Timeline t;
    p.mark(t);
    CHECK(t.at("link_put_again") == at(9));
}

TEST_CASE("what failed first counts, with the host's reason") {
    Progress p;
    p.note("wasmbus.evt.mine.provider_start_failed", R"({"data":{"error":"no such file"}})", at(1));
    p.note("wasmbus.evt.mine.component_scale_failed", R"({"data":{"error":"later"}})", at(2));
    CHECK(p.failure == "provider start failed: no such file");
}

TEST_CASE("what cannot be read changes nothing") {
    Progress p;
    auto const deep =
        R"({"data":{"max_instances":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}}";
    for (std::string const& text : {deep, std::string(R"({"data":{"max_instances":"many"}})"),
             std::string(R"({"data":{"max_instances":1e99}})")}) {
        p.note("wasmbus.evt.mine.component_scaled", text, at(1));
        p.note("wasmbus.evt.mine.linkdef_set", text == deep ? text : "", at(1));
    }
    for (auto const* text : {"", "[]", "{}", R"({"data":1})", "\xff"})
        p.note("wasmbus.evt.mine.component_scaled", text, at(1));
    p.note("", R"({"data":{}})", at(1));
    p.note("wasmbus.evt.mine.health_check_failed", R"({"data":{}})", at(1)); // no reason: not a deployment's
    Timeline t;
    p.mark(t);
    CHECK(t.all().empty());
    CHECK(t.borders().empty());
    CHECK_FALSE(p.failure);
}
