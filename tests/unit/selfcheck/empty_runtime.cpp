#include <wasmbench/selfcheck/empty_runtime.hpp>
#include <wasmbench/testing/fake_world.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench;
using namespace wasmbench::selfcheck;

TEST_CASE("a start of the empty runtime is ready at once, with the right answer and no process") {
    testing::FakeWorld world;
    auto const runtime = make_empty_runtime();
    auto const workload = make_empty_workload();
    auto out = world.run<InstancePtr>(
        [&](auto token) { runtime->async_start(world.context, StartSpec{workload.get(), {}, {}}, std::move(token)); });
    REQUIRE_FALSE(out.error);
    auto const& end = std::get<CommandEndpoint>(out.value->endpoint());
    CHECK(end.exit.clean());
    CHECK(workload->answers(workload->request(0), end.output));
    CHECK_FALSE(workload->answers(workload->request(0), "something"));
    CHECK(out.value->timeline().between(marks::launch, marks::ready) == Duration{});
    CHECK(out.value->processes().roots.empty());
    CHECK(world.launcher.commands().empty());
    auto stopped = world.run<ExitReport>([&](auto token) { out.value->async_stop(StopPolicy{}, std::move(token)); });
    CHECK(stopped.value.clean());
}
