// The runtime over a fake engine: what it asks for, and that every call may fail without leaving anything.

#include "fake_engine.hpp"

#include <wasmbench/adapters/docker.hpp>

#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include <support/real_world.hpp>
#include <support/start_entries.hpp>
#include <support/target_workload.hpp>

#include <algorithm>

using namespace wasmbench;
using namespace std::chrono_literals;
using adapters::docker::tests::FakeEngine;
using adapters::docker::tests::Fault;
using Catch::Matchers::ContainsSubstring;
using wasmbench::tests::RealWorld;
using wasmbench::tests::TargetWorkload;
using Words = std::vector<std::string>;

namespace {

struct Bench {
    testing::ScratchFolder folder;
    FakeEngine engine{folder.path()};
    RealWorld world;
    std::unique_ptr<Runtime> runtime = make();

    std::unique_ptr<Runtime> make(std::chrono::milliseconds limit = 10s) const {
        adapters::DockerConfig config;
        config.host = engine.address();
        config.engine_limit = limit;
        config.build_limit = limit;
        config.removal_limit = 10s;
        return adapters::make_docker(std::move(config));
    }
    bool empty() const { return engine.containers().empty() && engine.images().empty(); }
};

std::unique_ptr<TargetWorkload> target(TargetWorkload::Kind kind, std::string mode) {
    auto w = std::make_unique<TargetWorkload>(kind, std::move(mode));
    w->artifacts["native-static"] = w->artifacts["native"];
    return w;
}
auto service(std::string mode) {
    return target(TargetWorkload::Kind::service, std::move(mode));
}
auto program(std::string mode) {
    return target(TargetWorkload::Kind::program, std::move(mode));
}

} // namespace

TEST_CASE("what docker says of itself") {
    Bench b;
    CHECK(b.runtime->name() == "docker");
    CHECK(b.runtime->capabilities() == Capabilities{Capability::http, Capability::command, Capability::cpu_limit,
                                           Capability::memory_limit, Capability::many_instances, Capability::store});
    CHECK(b.runtime->availability().version == "99.1");
    CHECK(b.runtime->availability().beside == "10.9.0.1");
    CHECK(b.runtime->describe(*service("serve"), {}).cache == "image present");
}

TEST_CASE("without an engine it says what is missing and what to do") {
    testing::ScratchFolder const folder;
    adapters::DockerConfig config;
    config.host = "unix://" + (folder.path() / "none").string();
    auto const runtime = adapters::make_docker(config);
    auto const a = runtime->availability();
    CHECK_FALSE(a.usable);
    CHECK_THAT(a.reason, ContainsSubstring("no Docker engine answers") && ContainsSubstring(*config.host));
    CHECK_THAT(a.fix, ContainsSubstring("./scripts/runtimes install docker"));
    RealWorld world;
    CHECK(world.start(*runtime, *service("serve")).error == boost::system::errc::no_such_file_or_directory);
    config.host = "tcp://127.0.0.1:1";
    CHECK_THAT(adapters::make_docker(config)->availability().reason, ContainsSubstring("must be allowed"));
}

TEST_CASE("a service: built in the preparation, created, started, and removed") {
    Bench b;
    auto const w = service("serve");
    auto prepared = b.world.prepare(*b.runtime, *w);
    INFO(b.world.line(prepared.error));
    REQUIRE_FALSE(prepared.error);
    REQUIRE(prepared.value.steps.size() == 1);
    CHECK(prepared.value.steps[0].first == "build");
    CHECK(b.engine.images().size() == 1);

    b.engine.fail(1000, Fault::none);
    auto r = b.world.start_prepared(*b.runtime, *w, {}, prepared.value);
    INFO(b.world.line(r.error));
    REQUIRE_FALSE(r.error);
    auto const calls = b.engine.calls();
    REQUIRE(calls.size() >= 4);
    CHECK(Words(calls.begin(), calls.begin() + 2) == Words{"POST create", "POST start"});
    // On connections of their own: which of them the engine reads first is not fixed.
    CHECK(std::find(calls.begin(), calls.end(), "POST wait") != calls.end());
    CHECK(std::find(calls.begin(), calls.end(), "GET inspect containers") != calls.end());
    auto const& t = r.value->timeline();
    CHECK(t.at(marks::launch) < t.at("container_created"));
    CHECK(t.at("container_created") < t.at("container_started"));
    CHECK(t.at("container_started") < t.at(marks::connected));
    CHECK_FALSE(t.at("image_built"));
    // docker-proxy accepts before the workload does: what lies before the answer cannot be told apart.
    CHECK(tests::start_entries(t) ==
          Words{"spawn:create", "spawn:start", "engine_start+load+instantiate+first_answer"});
    REQUIRE_FALSE(r.value->processes().roots.empty());
    CHECK(r.value->processes().roots[0].role == Role::workload);

    auto const body = nlohmann::json::parse(b.engine.last_create());
    auto const port = std::to_string(std::get<HttpEndpoint>(r.value->endpoint()).port);
    CHECK(body["HostConfig"]["PortBindings"]["8080/tcp"][0]["HostPort"] == port);
    CHECK(body["Labels"]["wasmbench.owner"] == to_string(this_owner()));

    b.engine.fail(1000, Fault::none);
    auto const stopped = b.world.stop(*r.value);
    CHECK_FALSE(stopped.error);
    CHECK(stopped.value.signal == 15); // it has no handler
    CHECK_FALSE(stopped.value.forced);
    CHECK(b.engine.calls() == Words{"POST kill", "POST wait", "DELETE container"});
    CHECK(b.engine.containers().empty());
    CHECK(b.engine.images().size() == 1); // for the next start
    r.value.reset();
    b.runtime.reset();
    CHECK(b.empty());
}

TEST_CASE("an image is built once for a file, and kept for as long as an instance needs it") {
    Bench b;
    auto const w = service("serve");
    auto r = b.world.start(*b.runtime, *w);
    REQUIRE(r.value);
    CHECK(b.world.prepare(*b.runtime, *w).value.steps.empty());
    CHECK(b.engine.images().size() == 1);
    b.runtime.reset();
    CHECK(b.engine.images().size() == 1);
    r.value.reset();
    CHECK(b.empty());
}

TEST_CASE("built in the start: nothing is prepared, the build is a step of the timeline, the image goes") {
    Bench b;
    auto const w = program("print");
    Options const options{{"image", "built"}};
    CHECK(b.world.prepare(*b.runtime, *w, options).value.steps.empty());
    CHECK(b.engine.images().empty());
    auto r = b.world.start(*b.runtime, *w, options);
    INFO(b.world.line(r.error));
    REQUIRE_FALSE(r.error);
    auto const& t = r.value->timeline();
    CHECK(t.at(marks::launch) < t.at("image_built"));
    CHECK(t.at("image_built") < t.at("container_created"));
    CHECK(tests::start_entries(t) ==
          Words{"spawn:build", "spawn:create", "spawn:start", "engine_start+load+instantiate+first_answer"});
    CHECK(std::get<CommandEndpoint>(r.value->endpoint()).output == "target answers\n");
    CHECK(b.empty());
}

TEST_CASE("a start without its preparation is refused") {
    Bench b;
    auto const w = service("serve");
    CHECK(b.world.start_prepared(*b.runtime, *w, {}, {}).error == errc::artifact_missing);
    CHECK(b.engine.made() == 0);
}

TEST_CASE("a service that ends, answers wrongly or not at all, in its own words") {
    Bench b;
    auto failed = [&](std::unique_ptr<TargetWorkload> const& w, std::chrono::milliseconds within = 10s) {
        auto const r = b.world.start(*b.runtime, *w, {}, within);
        CHECK(b.engine.containers().empty());
        return r.error;
    };
    CHECK(failed(service("die-early")) == errc::exited_before_ready);
    CHECK(b.world.context.diagnostics.exit == "exit status 3");
    CHECK(b.world.context.diagnostics.stderr_tail == "these are the target's last words\n");
    CHECK_THAT(b.world.context.diagnostics.command, ContainsSubstring("docker run --name wasmbench-die-early-"));
    CHECK(failed(service("wrong-answer")) == errc::wrong_answer);
    CHECK(failed(service("never-listen"), 300ms) == errc::ready_timeout);
    CHECK(failed(program("fail")) == errc::command_failed);
    CHECK(failed(program("hang"), 300ms) == errc::ready_timeout);
    b.runtime.reset();
    CHECK(b.empty());
}

TEST_CASE("every call of a preparation, a start and a stop fails in its turn, in every way, and nothing is left") {
    for (auto const* kind : {"service", "program", "built"}) {
        auto const w = std::string(kind) == "program" ? program("print") : service("serve");
        Options const options = std::string(kind) == "built" ? Options{{"image", "built"}} : Options{};
        for (auto fault : {Fault::refuse, Fault::server_error, Fault::garbage, Fault::cut, Fault::hang}) {
            // A fault that costs its time limit is played for one kind only.
            if (fault == Fault::hang && std::string(kind) != "service") continue;
            std::size_t errors = 0;
            for (std::size_t n = 0;; ++n) {
                REQUIRE(n < 40);
                INFO(kind << ", fault " << static_cast<int>(fault) << " at call " << n);
                Bench b;
                if (fault == Fault::hang) b.runtime = b.make(250ms);
                b.engine.fail(n, fault);
                auto r = b.world.start(*b.runtime, *w, options);
                auto error = r.error;
                auto line = b.world.line(error);
                CHECK((r.value == nullptr) == bool(error));
                if (r.value) {
                    // A call that asks it to end, and fails, costs the whole grace.
                    error = b.world.stop(*r.value, StopPolicy{100ms}).error;
                    line = b.world.line(error);
                }
                auto const calls = b.engine.calls();
                CAPTURE(line, calls);
                CHECK(b.engine.containers().empty());
                if (error) {
                    ++errors;
                    CHECK(line.find('\n') == std::string::npos);
                    CHECK_FALSE(b.world.context.diagnostics.stage.empty());
                }
                r.value.reset();
                b.runtime.reset();
                CHECK(b.empty());
                if (b.engine.calls().size() <= n) break;
            }
            CHECK(errors >= 6);
        }
    }
}

TEST_CASE("a start is cancelled at any moment, and nothing is left") {
    for (auto delay : {0ms, 1ms, 2ms, 5ms, 10ms, 30ms}) {
        Bench b;
        auto const w = service("never-ready");
        auto prepared = b.world.prepare(*b.runtime, *w);
        auto const r = b.world.start_prepared(*b.runtime, *w, {}, prepared.value, 30s, Duration(delay));
        CHECK(r.error == asio::error::operation_aborted);
        CHECK(b.engine.containers().empty());
        b.runtime.reset();
        CHECK(b.empty());
    }
}

TEST_CASE("a start is cancelled while the engine is at work: what it makes afterwards is removed too") {
    for (std::size_t const call : {0u, 1u}) { // create, start
        Bench b;
        auto const w = service("never-ready");
        auto prepared = b.world.prepare(*b.runtime, *w);
        b.engine.fail(call, Fault::late);
        auto const r = b.world.start_prepared(*b.runtime, *w, {}, prepared.value, 30s, Duration(20ms));
        CHECK(r.error == asio::error::operation_aborted);
        b.engine.settle();
        CHECK(b.engine.calls().size() > call);
        CHECK(b.engine.containers().empty());
    }
}

TEST_CASE("an instance that is never stopped is removed with the object") {
    Bench b;
    auto r = b.world.start(*b.runtime, *service("serve"));
    REQUIRE(r.value);
    CHECK(b.engine.containers().size() == 1);
    r.value.reset();
    CHECK(b.engine.containers().empty());
}

TEST_CASE("an engine that was stopped in the middle of a start is told at once") {
    testing::ScratchFolder const folder;
    auto engine = std::make_unique<FakeEngine>(folder.path());
    adapters::DockerConfig config;
    config.host = engine->address();
    auto const runtime = adapters::make_docker(config);
    auto const w = service("never-ready");
    RealWorld world;
    auto prepared = world.prepare(*runtime, *w);
    REQUIRE_FALSE(prepared.error);
    world.context.on_processes = [&](ProcessTree const&) { engine.reset(); };
    auto const r = world.start_prepared(*runtime, *w, {}, prepared.value);
    world.context.on_processes = {};
    CHECK(r.error);
    CHECK(r.error != errc::ready_timeout);
    CHECK_THAT(world.context.diagnostics.stage, ContainsSubstring("wait for the container"));
    CHECK(world.context.diagnostics.remedy != "");
}

TEST_CASE("what dead owners left is removed, and what living ones have is not") {
    Bench b;
    auto dead = this_owner();
    ++dead.start_ticks; // our number, but not this process
    b.engine.add_container("left", to_string(dead));
    b.engine.add_container("in-use", to_string(this_owner()));
    b.engine.add_container("strange", "what is this");
    CHECK_FALSE(b.world.prepare(*b.runtime, *program("print")).error);
    CHECK(b.engine.containers() == Words{"in-use", "strange"});
}

TEST_CASE("what dead owners left is listed, and removed one by one") {
    Bench b;
    auto dead = this_owner();
    ++dead.start_ticks;
    b.engine.add_container("left", to_string(dead));
    b.engine.add_container("in-use", to_string(this_owner()));
    b.engine.add_container("strange", "what is this");
    adapters::DockerConfig config;
    config.host = b.engine.address();
    auto const found = adapters::docker_leftovers(config);
    REQUIRE(found.has_value());
    REQUIRE(found->size() == 1);
    CHECK(found->front().kind == "container");
    CHECK(found->front().owner == dead);
    CHECK(b.engine.containers().size() == 3); // looking removes nothing
    CHECK(found->front().remove().has_value());
    CHECK(b.engine.containers() == Words{"in-use", "strange"});
    CHECK(found->front().remove().has_value()); // gone already
    b.engine.add_container("left", to_string(dead));
    b.engine.fail(0, Fault::server_error);
    auto const refused = found->front().remove();
    REQUIRE_FALSE(refused.has_value());
    CHECK_THAT(to_line(refused.error()), ContainsSubstring("docker rm -f left"));

    config.host = "unix:///nowhere/docker.sock";
    CHECK(adapters::docker_leftovers(config).error().code == boost::system::errc::no_such_file_or_directory);
}
