// What goes wrong with real containers: one clear line each, and nothing left in the engine.

#include "docker_world.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <catch2/matchers/catch_matchers_string.hpp>

#include <fstream>

using namespace wasmbench;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using tests::ContainerTarget;
using tests::EngineView;
using tests::real_docker;
using tests::RealWorld;

namespace {

struct Outcome {
    error_code error;
    std::string line;
};

// A start that must fail, and leave the engine as it was.
Outcome failed_start(Workload const& workload, Options const& options, std::chrono::milliseconds within = 20s) {
    auto runtime = real_docker();
    EngineView const engine;
    auto const before = engine.everything();
    Outcome o;
    {
        RealWorld world;
        auto r = world.start(*runtime, workload, options, within);
        CHECK(r.value == nullptr);
        o = {r.error, world.line(r.error)};
        runtime.reset();
    }
    INFO(o.line);
    CHECK(o.line.find('\n') == std::string::npos);
    CHECK(engine.everything() == before);
    return o;
}

constexpr auto service = tests::TargetWorkload::Kind::service;
constexpr auto program = tests::TargetWorkload::Kind::program;

} // namespace

TEST_CASE("an image that exits at once: exited before ready, with its last words") {
    ContainerTarget const dies(service, "die-early");
    for (auto const* via : {"api", "cli"}) {
        auto const o = failed_start(dies, {{"via", via}});
        CHECK(o.error == errc::exited_before_ready);
        CHECK_THAT(o.line, ContainsSubstring("exit status 3"));
        CHECK_THAT(o.line, ContainsSubstring("it said: \"these are the target's last words\""));
    }
}

TEST_CASE("a program in a container that fails: command failed, with its last words") {
    ContainerTarget const fails(program, "fail");
    auto const o = failed_start(fails, {});
    CHECK(o.error == errc::command_failed);
    CHECK_THAT(o.line, ContainsSubstring("exit status 3"));
    CHECK_THAT(o.line, ContainsSubstring("these are the target's last words"));
}

TEST_CASE("a container that never listens, or answers wrongly") {
    ContainerTarget const silent(service, "never-listen");
    CHECK(failed_start(silent, {}, 2s).error == errc::ready_timeout);
    ContainerTarget const wrong(service, "wrong-answer");
    CHECK(failed_start(wrong, {}).error == errc::wrong_answer);
    ContainerTarget const hangs(program, "hang");
    CHECK(failed_start(hangs, {}, 2s).error == errc::ready_timeout);
}

TEST_CASE("a port that is taken: the engine says so, or the program in the host's network") {
    asio::io_context io;
    asio::ip::tcp::acceptor taken(io, {asio::ip::make_address("127.0.0.1"), 0});
    auto const port = std::to_string(taken.local_endpoint().port());
    ContainerTarget const serves(service, "serve");
    auto const published = failed_start(serves, {{"port", port}});
    CHECK(published.error == errc::command_failed);
    CHECK_THAT(published.line, ContainsSubstring("start the container"));
    CHECK_THAT(published.line, ContainsSubstring("address already in use") || ContainsSubstring("already allocated"));
    auto const host = failed_start(serves, {{"port", port}, {"network", "host"}});
    CHECK(host.error == errc::exited_before_ready);
}

TEST_CASE("too little memory: refused by the engine, or killed") {
    ContainerTarget const serves(service, "serve");
    auto const refused = failed_start(serves, {{"memory", "1m"}});
    CHECK(refused.error == errc::command_failed);
    CHECK_THAT(refused.line, ContainsSubstring("emory limit"));
}

TEST_CASE("no file to run, and a file that is no program") {
    testing::ScratchFolder const folder;
    ContainerTarget text(program, "print");
    text.workload.artifacts["native-static"] = folder.path() / "nothing";
    CHECK(failed_start(text, {}).error == errc::artifact_missing);
    auto const file = folder.path() / "text";
    std::ofstream(file) << "this is no program\n";
    text.workload.artifacts["native-static"] = file;
    auto const o = failed_start(text, {});
    CHECK(o.error == errc::command_failed);
    CHECK_THAT(o.line, ContainsSubstring("exec format error"));
}

TEST_CASE("an image that was removed meanwhile is a wrong temperature") {
    auto const runtime = real_docker();
    EngineView const engine;
    ContainerTarget const prints(program, "print");
    RealWorld world;
    auto prepared = world.prepare(*runtime, prints);
    REQUIRE_FALSE(prepared.error);
    engine.call(adapters::docker::remove_image_request(engine.engine().api, engine.our_image()));
    auto const r = world.start_prepared(*runtime, prints, {}, prepared.value);
    CHECK(r.error == errc::wrong_temperature);
    // and the next preparation makes it anew
    auto again = world.start(*runtime, prints);
    INFO(world.line(again.error));
    CHECK_FALSE(again.error);
}

TEST_CASE("a start is cancelled at any moment, and leaves nothing") {
    auto runtime = real_docker();
    EngineView const engine;
    auto const before = engine.everything();
    ContainerTarget const silent(service, "never-ready");
    ContainerTarget const hangs(program, "hang");
    for (Options const& options : {Options{}, Options{{"via", "cli"}}, Options{{"image", "built"}}})
        for (auto const* workload : {&silent.workload, &hangs.workload})
            for (auto delay : {0ms, 3ms, 20ms, 60ms, 150ms, 400ms}) {
                RealWorld world;
                auto prepared = world.prepare(*runtime, *workload, options);
                REQUIRE_FALSE(prepared.error);
                auto const with_image = engine.everything();
                auto const r =
                    world.start_prepared(*runtime, *workload, options, prepared.value, 30s, Duration(delay));
                CAPTURE(delay, world.line(r.error));
                CHECK(r.error == asio::error::operation_aborted);
                CHECK(engine.everything() == with_image);
            }
    runtime.reset();
    CHECK(engine.everything() == before);
}

TEST_CASE("what a harness that was killed has left is removed by the next one") {
    auto runtime = real_docker();
    EngineView const engine;
    auto const before = engine.everything();
    ContainerTarget const prints(program, "print");
    RealWorld world;
    auto prepared = world.prepare(*runtime, prints);
    REQUIRE_FALSE(prepared.error);
    adapters::docker::ContainerPlan plan;
    plan.name = "wasmbench-left-by-a-dead-one";
    plan.image = engine.our_image();
    // No process has this number together with this start.
    plan.labels = {{"wasmbench", "1"}, {"wasmbench.owner", "1.0.4026531836.an-earlier-boot"}};
    auto const& api = engine.engine().api;
    CHECK(engine.call(adapters::docker::create_request(api, plan)).status == 201);
    auto const other = adapters::make_docker();
    CHECK_FALSE(world.prepare(*other, prints).error);
    CHECK(engine.call(adapters::docker::inspect_request(api, plan.name)).status == 404);
    // What a living one has made stays.
    CHECK_FALSE(world.start_prepared(*runtime, prints, {}, prepared.value).error);
}
