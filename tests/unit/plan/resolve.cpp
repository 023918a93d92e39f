#include "fake_program.hpp"

#include <wasmbench/plan/resolve.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace wasmbench::plan;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Fixture {
    Catalog catalog;
    FakeRuntime* runtime = nullptr;
    Plan plan;

    Fixture() {
        auto r = std::make_unique<FakeRuntime>("fake");
        runtime = r.get();
        catalog.add(std::move(r));
        catalog.add(std::make_unique<FakeProgram>("program"));
        plan.name = "test";
        plan.rows.push_back({"fake", {{"cache", "full"}}, "program", ""});
    }
};

} // namespace

TEST_CASE("a row is given its key by what the runtime says of it") {
    Fixture f;
    auto const rows = resolve(f.catalog, f.plan);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].runtime == f.runtime);
    CHECK(rows[0].key.version == "1.2.3");
    CHECK(rows[0].key.cache == "full");
    CHECK(rows[0].key.workload == "program");
    CHECK_FALSE(rows[0].skip_reason);
}

TEST_CASE("a runtime that is not there, or cannot do it, is a row with its reason") {
    Fixture f;
    f.runtime->available = Availability::no("it is not installed", "install it");
    CHECK(*resolve(f.catalog, f.plan)[0].skip_reason == "it is not installed; to add it: install it");
    f.runtime->available = Availability::yes();
    f.runtime->can = {Capability::http};
    CHECK(*resolve(f.catalog, f.plan)[0].skip_reason == "fake lacks what the workload needs: command");
    f.runtime->why_it_lacks = "it is a server";
    CHECK(*resolve(f.catalog, f.plan)[0].skip_reason == "fake lacks what the workload needs: command; it is a server");
    f.runtime->can = {Capability::command};
    f.plan.rows[0].page_cache = PageCache::cold;
    CHECK_THAT(*resolve(f.catalog, f.plan)[0].skip_reason, ContainsSubstring("cannot be cold for them; it is a server"));
}

TEST_CASE("a runtime whose services cannot reach a store is a row that says so") {
    Fixture f;
    tests::TargetWorkload* service = nullptr;
    {
        auto w = std::make_unique<tests::TargetWorkload>(tests::TargetWorkload::Kind::service, "serve");
        w->store = true;
        service = w.get();
        f.catalog.add(std::move(w));
    }
    f.plan.rows[0] = {"fake", {}, "serve", "/"};
    f.runtime->can = {Capability::http};
    CHECK(*resolve(f.catalog, f.plan)[0].skip_reason ==
          "fake has here no way to let a service reach the store in which serve keeps its state");
    f.runtime->can = {Capability::store};
    CHECK(*resolve(f.catalog, f.plan)[0].skip_reason == "fake lacks what the workload needs: http");
    f.runtime->can = {Capability::http, Capability::store};
    f.runtime->available.beside = "10.0.0.1";
    CHECK_FALSE(resolve(f.catalog, f.plan)[0].skip_reason);
    CHECK(resolve(f.catalog, f.plan)[0].beside == "10.0.0.1");
    service->store = false;
    f.runtime->can = {Capability::http};
    CHECK_FALSE(resolve(f.catalog, f.plan)[0].skip_reason);
}

TEST_CASE("a firewall is part of the key, and needs a service that can have a network of its own") {
    Fixture f;
    f.plan.rows[0].firewall = Firewall{FirewallKind::chain, 10};
    CHECK_THROWS_WITH(resolve(f.catalog, f.plan),
        ContainsSubstring("/rows/0/firewall") && ContainsSubstring("firewall before program"));

    f.catalog.add(std::make_unique<tests::TargetWorkload>(tests::TargetWorkload::Kind::service, "serve"));
    f.plan.rows[0].workload = "serve";
    f.plan.rows[0].endpoint = "/";
    f.runtime->can = {Capability::http};
    CHECK_THAT(*resolve(f.catalog, f.plan)[0].skip_reason, ContainsSubstring("cannot be given a network of its own"));
    f.runtime->can = {Capability::http, Capability::own_network};
    auto const rows = resolve(f.catalog, f.plan);
    CHECK_FALSE(rows[0].skip_reason);
    CHECK(rows[0].key.firewall == "chain of 10");
    f.plan.rows[0].firewall.reset();
    CHECK(resolve(f.catalog, f.plan)[0].key.firewall == "off");
}

TEST_CASE("a plan that names what does not exist is refused, naming the row and what exists") {
    Fixture f;
    f.plan.rows.push_back({"fkae", {}, "program", ""});
    CHECK_THROWS_WITH(resolve(f.catalog, f.plan),
        ContainsSubstring("/rows/1/runtime") && ContainsSubstring("fkae") && ContainsSubstring("one of fake"));
    f.plan.rows[1] = {"fake", {}, "progam", ""};
    CHECK_THROWS_WITH(
        resolve(f.catalog, f.plan), ContainsSubstring("progam") && ContainsSubstring("one of program"));
    f.plan.rows[1] = {"fake", {{"bad", "1"}}, "program", ""};
    CHECK_THROWS_WITH(resolve(f.catalog, f.plan), ContainsSubstring("/rows/1/options") && ContainsSubstring("bad"));
    f.plan.rows[1] = {"fake", {}, "program", ""};
    f.plan.rows[1].old_options = Options{{"bad", "1"}};
    CHECK_THROWS_WITH(resolve(f.catalog, f.plan), ContainsSubstring("/rows/1/old_options") && ContainsSubstring("bad"));
}
