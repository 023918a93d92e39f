#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/version.hpp>
#include <wasmbench/testing/fake_world.hpp>

#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace wasmbench::testing;
using namespace std::chrono_literals;
using tests::TargetWorkload;

namespace {

constexpr auto right = "target answers\n";

struct World : FakeWorld {
    using FakeWorld::FakeWorld;

    std::unique_ptr<Runtime> runtime = adapters::make_native();
    TargetWorkload service{TargetWorkload::Kind::service, "serve"};
    TargetWorkload program{TargetWorkload::Kind::program, "print"};

    Outcome<InstancePtr> start(Workload const& workload, Options options = {}) {
        return run<InstancePtr>([&](auto token) {
            runtime->async_start(
                context, StartSpec{&workload, std::move(options), {}, 10s}, std::move(token));
        });
    }
    Outcome<Prepared> prepare(Workload const& workload) {
        return run<Prepared>([&](auto token) {
            runtime->async_prepare(context, PrepareSpec{&workload, {}}, std::move(token));
        });
    }
};

} // namespace

TEST_CASE("what native says of itself") {
    World w;
    CHECK(w.runtime->name() == "native");
    CHECK(w.runtime->availability() == Availability::yes(std::string(version)));
    CHECK(w.runtime->capabilities() ==
          Capabilities{Capability::http, Capability::command, Capability::many_instances, Capability::page_cache,
              Capability::own_network, Capability::store});
    auto const service = w.runtime->describe(w.service, {});
    CHECK(service.mode == ExecutionMode::native);
    CHECK(service.cache == "none");
    CHECK(service.instance == InstancePolicy::long_lived);
    CHECK(service.fairness.size() == 1);
    auto const program = w.runtime->describe(w.program, {});
    CHECK(program.instance == InstancePolicy::one_shot);
    CHECK(program.fairness.empty());
    CHECK_THROWS_AS(w.runtime->describe(w.service, {{"cache", "off"}}), Error);
}

TEST_CASE("a service is the artifact itself, in the scratch folder, without the user's environment") {
    World w;
    w.context.log_stem = w.scratch.path() / "log";
    w.connector.set_free_port(std::uint16_t{1});
    w.connector.from(5ms, ServerBehaviour::answers(200, right));
    auto const r = w.start(w.service, {{"threads", "2"}});
    REQUIRE_FALSE(r.error);
    REQUIRE(w.launcher.commands().size() == 1);
    auto const& c = w.launcher.commands()[0];
    CHECK(c.program == w.service.artifacts.at("native"));
    CHECK(c.arguments == std::vector<std::string>{"--address", "127.0.0.1", "--port", "1", "--threads", "2"});
    CHECK(c.working_directory == w.context.scratch);
    CHECK(c.log_stem == w.context.log_stem);
    CHECK(c.environment == std::vector<std::string>{"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C",
                               "HOME=" + w.context.scratch.string(), "TMPDIR=" + w.context.scratch.string()});
}

TEST_CASE("a fixed port is used as it is") {
    World w;
    w.connector.set_free_port(Failure{asio::error::no_descriptors, {}}); // not asked
    w.connector.from(0ms, ServerBehaviour::answers(200, right));
    auto const r = w.start(w.service, {{"port", "2"}});
    REQUIRE_FALSE(r.error);
    CHECK(w.connector.attempt(0).endpoint.port == 2);
    CHECK(w.launcher.commands()[0].arguments.at(3) == "2");
}

TEST_CASE("a program is the artifact with the workload's arguments") {
    World w;
    ChildScript script;
    script.ends_after = 1ms;
    script.prints = {{0ms, right}};
    w.launcher.then(script);
    auto const r = w.start(w.program);
    REQUIRE_FALSE(r.error);
    CHECK(w.launcher.commands()[0].arguments == w.program.arguments());
    CHECK(w.connector.attempts() == 0);
}

TEST_CASE("a missing artifact stops the preparation and the start before anything is launched") {
    World w;
    TargetWorkload const missing(TargetWorkload::Kind::service, "no-such-mode");
    CHECK(w.prepare(missing).error == errc::artifact_missing);
    CHECK(w.start(missing).error == errc::artifact_missing);
    CHECK(w.launcher.commands().empty());
    auto const ok = w.prepare(w.service);
    CHECK_FALSE(ok.error);
    CHECK(ok.value.artifacts.empty());
    CHECK(ok.value.steps.empty());
}

TEST_CASE("bad options are an error of the start too, for callers who did not ask describe()") {
    World w;
    CHECK(w.start(w.service, {{"no", "1"}}).error == errc::invalid_option);
    CHECK(w.context.diagnostics.subject == "no=1");
}

TEST_CASE("native over ports that fail in turn") {
    std::vector<std::string> fatal;
    for_each_failure(asio::error::broken_pipe, [&](FailCount& count) {
        World w(count);
        w.connector.from(0ms, ServerBehaviour::answers(200, right));
        auto r = w.start(w.service);
        if (r.error) {
            CHECK(r.error == asio::error::broken_pipe);
            fatal.push_back(count.failed_call());
        }
        r.value.reset();
        CHECK(w.launcher.running() == 0);
        CHECK(w.connector.open() == 0);
    });
    CHECK(fatal == std::vector<std::string>{"free_port", "launch"});
}
