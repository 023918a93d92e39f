// The docker adapter and the engine of this machine: what a start gives, and what is measured of it.

#include "docker_world.hpp"

#include "cgroup.hpp"
#include "requests.hpp"

#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/process_table.hpp>


#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <fstream>
#include <map>

using namespace wasmbench;
using Catch::Matchers::WithinRel;
using tests::built_workload;
using tests::EngineView;
using tests::get;
using tests::real_docker;
using tests::RealWorld;

namespace {

std::map<std::string, Role> roles(ProcessTree const& tree) {
    std::map<std::string, Role> out;
    for (auto const& part : tree.parts) out[part.name] = part.process.role;
    return out;
}

// The container's name, from the path of its control group.
std::string container_id(Instance const& instance) {
    return instance.processes().cgroup.value().filename().string();
}

// A file of the container's control group, wherever its hierarchy is mounted; empty when there is none.
std::string group_file(Instance const& instance, std::string const& controller, std::string const& name) {
    for (auto const& mount : {controller, std::string(), std::string("unified")}) {
        std::ifstream in("/sys/fs/cgroup/" + mount + instance.processes().cgroup->string() + "/" + name);
        if (in) return {std::istreambuf_iterator<char>(in), {}};
    }
    return {};
}

} // namespace

TEST_CASE("hello prints in a container what it prints natively, by the API and by the client") {
    auto runtime = real_docker();
    EngineView const engine;
    auto const before = engine.everything();
    auto const hello = built_workload("hello");
    auto const via = GENERATE("api", "cli");
    auto const image = GENERATE("present", "built");
    CAPTURE(via, image);
    {
        RealWorld world;
        auto r = world.start(*runtime, *hello, {{"via", via}, {"image", image}});
        INFO(world.line(r.error));
        REQUIRE_FALSE(r.error);
        auto const& end = std::get<CommandEndpoint>(r.value->endpoint());
        CHECK(end.output == "hello from wasmbench\n");
        CHECK(end.exit.clean());
        auto const& t = r.value->timeline();
        auto const ready = t.between(marks::launch, marks::ready);
        REQUIRE(ready);
        UNSCOPED_INFO("ready after " << to_seconds(*ready) * 1e3 << " ms");
        CHECK(t.at("image_built").has_value() == (std::string(image) == "built"));
        if (std::string(via) == "api") {
            CHECK(t.at("container_created") < t.at("container_started"));
            CHECK(t.at("container_started") < t.at(marks::ready));
        }
        CHECK_FALSE(world.stop(*r.value).error);
        CHECK(std::filesystem::is_empty(world.scratch.path()));
    }
    runtime.reset(); // its images go with it
    CHECK(engine.everything() == before);
}

TEST_CASE("cpu_hash in a container: the digest, and the CPU time of the container") {
    auto const runtime = real_docker();
    auto const cpu_hash = built_workload("cpu_hash");
    RealWorld world;
    auto native = world.start(*adapters::make_native(), *cpu_hash);
    REQUIRE_FALSE(native.error);
    auto r = world.start(*runtime, *cpu_hash, {{"via", GENERATE("api", "cli")}});
    INFO(world.line(r.error));
    REQUIRE_FALSE(r.error);
    auto const& there = std::get<CommandEndpoint>(r.value->endpoint());
    auto const& here = std::get<CommandEndpoint>(native.value->endpoint());
    auto const digest = here.output.substr(0, here.output.find(" elapsed_ms="));
    CHECK(there.output.rfind(digest, 0) == 0);
    // Only root can make the group in which the time of an ended container is kept.
    auto const seconds = there.exit.usage.cpu_seconds();
    if (::geteuid() == 0 && seconds != 0) CHECK_THAT(seconds, WithinRel(here.exit.usage.cpu_seconds(), 0.5));
}

TEST_CASE("json_transform and memory_walk give their answers in a container") {
    auto const runtime = real_docker();
    auto const workload = built_workload(GENERATE("json_transform", "memory_walk"));
    RealWorld world;
    auto r = world.start(*runtime, *workload);
    INFO(world.line(r.error));
    REQUIRE_FALSE(r.error);
    auto const& end = std::get<CommandEndpoint>(r.value->endpoint());
    CHECK(workload->answers(workload->request(0), end.output));
}

TEST_CASE("the HTTP service in a container, on each network and by the client") {
    auto const runtime = real_docker();
    auto const options = GENERATE(Options{}, Options{{"network", "host"}}, Options{{"via", "cli"}},
        Options{{"image", "built"}}, Options{{"cpus", "1"}, {"memory", "64m"}, {"pids", "50"}});
    auto const* path = GENERATE("/", "/state");
    auto const workload = built_workload("http_service", path);
    RealWorld world;
    auto r = world.start(*runtime, *workload, options);
    INFO(world.line(r.error));
    REQUIRE_FALSE(r.error);
    CHECK(workload->answers(workload->request(1), get(world, *r.value, path)));
    auto const& t = r.value->timeline();
    CHECK(t.between(marks::launch, marks::ready) > Duration::zero());

    auto const parts = roles(r.value->processes());
    CHECK(parts.at("container") == Role::workload);
    CHECK(parts.at("shim") == Role::runtime_host);
    CHECK(parts.at("dockerd") == Role::shared_daemon);
    CHECK(parts.at("containerd") == Role::shared_daemon);
    CHECK(parts.count("proxy") == (options.count("network") == 0 ? 1 : 0));
    CHECK(parts.count("docker run") == options.count("via"));
    auto const tree = r.value->processes();
    auto const report = world.stop(*r.value);
    INFO(world.line(report.error));
    REQUIRE_FALSE(report.error);
    CHECK(report.value.clean()); // it handles SIGTERM
    CHECK_FALSE(report.value.forced);
    CHECK(report.value.usage.cpu_seconds() > 0);
    for (auto const& p : tree.roots) CHECK(alive(p) == (p.role == Role::shared_daemon));
}

TEST_CASE("a container's state is its own, and outlives requests") {
    auto const runtime = real_docker();
    auto const workload = built_workload("http_service", "/state");
    RealWorld world;
    auto one = world.start(*runtime, *workload);
    auto other = world.start(*runtime, *workload);
    INFO(world.line(other.error));
    REQUIRE(one.value);
    REQUIRE(other.value);
    std::vector<std::string> bodies;
    for (int i = 0; i < 3; ++i) bodies.push_back(get(world, *one.value, "/state"));
    CHECK(bodies == std::vector<std::string>{"2\n", "3\n", "4\n"}); // the first answer was the readiness check's
    CHECK(get(world, *other.value, "/state") == "2\n");
}

TEST_CASE("memory and CPU of the control group are what the engine's own stats say, within 2 %") {
    auto const runtime = real_docker();
    EngineView const engine;
    auto const workload = built_workload("http_service", "/state");
    RealWorld world;
    auto r = world.start(*runtime, *workload);
    REQUIRE(r.value);
    for (int i = 0; i < 300; ++i) get(world, *r.value, "/state"); // something to account
    REQUIRE(r.value->processes().cgroup);
    auto const request = adapters::docker::stats_request(engine.engine().api, container_id(*r.value));
    auto const stats = adapters::docker::parse_stats(engine.call(request).body);
    REQUIRE(stats);
    auto const cpu = adapters::docker::cgroup_cpu(*r.value->processes().cgroup);
    REQUIRE(cpu);
    CHECK_THAT(cpu->user_seconds + cpu->system_seconds,
        WithinRel(static_cast<double>(stats->cpu_nanoseconds) * 1e-9, 0.02));
    auto usage = group_file(*r.value, "memory", "memory.usage_in_bytes");
    if (usage.empty()) usage = group_file(*r.value, "", "memory.current");
    REQUIRE_FALSE(usage.empty());
    // Both are the raw figure. The command line's `docker stats` shows it without inactive page cache.
    CHECK_THAT(std::stod(usage), WithinRel(static_cast<double>(stats->memory_bytes), 0.02));
}
