// The real wasmCloud: what a start is made of, and that lattices do not meet and leave nothing.

#include "wasmcloud_world.hpp"

#include <wasmbench/testing/runtime_contract.hpp>

#include <catch2/generators/catch_generators.hpp>

#include <set>

using namespace wasmbench;
using namespace std::chrono_literals;
using tests::check_nothing_left;
using tests::get;
using tests::built_workload;
using tests::real_wasmcloud;
using tests::RealWorld;

namespace {

constexpr char const* digest = "17698ef0f783c371c0f734b3a94629efb4bb806ad665ba28a9176a5793485b46";

ProcessIdentity part(ProcessTree const& tree, std::string const& name) {
    for (auto const& p : tree.parts)
        if (p.name == name) return p.process;
    return {};
}

// Each of these marks is there, and they are in this order in time.
bool in_order(Timeline const& t, std::vector<std::string> const& names) {
    std::optional<TimePoint> last;
    for (auto const& name : names) {
        auto const at = t.at(name);
        INFO(name);
        CHECK(at);
        if (!at || (last && *at < *last)) return false;
        last = at;
    }
    return true;
}

std::size_t open_descriptors() {
    std::size_t n = 0;
    for ([[maybe_unused]] auto const& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++n;
    return n;
}

} // namespace

TEST_CASE("wasmCloud answers / and /state, with the lattice up and from nothing") {
    auto const runtime = real_wasmcloud();
    std::string const cold = GENERATE("application", "lattice");
    for (auto const* path : {"/", "/state"}) {
        auto const workload = built_workload("http_service", path);
        RealWorld world;
        auto r = world.start(*runtime, *workload, {{"cold", cold}});
        INFO(world.line(r.error));
        REQUIRE_FALSE(r.error);
        CHECK(workload->answers(workload->request(1), get(world, *r.value, path)));
        CHECK_FALSE(world.stop(*r.value).error);
        check_nothing_left(world);
    }
}

TEST_CASE("the lattice's own start is part of a cold one, and of no other") {
    auto const runtime = real_wasmcloud();
    auto const workload = built_workload("http_service", "/");
    RealWorld world;
    auto whole = world.start(*runtime, *workload, {{"cold", "lattice"}});
    REQUIRE_FALSE(whole.error);
    CHECK(in_order(whole.value->timeline(),
        {"launch", "spawned", "nats_ready", "wadm_ready", "host_ready", "manifest_put", "deployed",
            "component_started", "link_set", "connected", "first_byte", "ready"}));
    auto application = world.start(*runtime, *workload);
    REQUIRE_FALSE(application.error);
    auto const& t = application.value->timeline();
    CHECK(in_order(t, {"launch", "manifest_put", "deployed", "component_started", "link_set", "connected", "ready"}));
    CHECK(t.at("spawned") == t.at("deployed"));
    CHECK(t.at("provider_started"));
    CHECK_FALSE(t.at("nats_ready"));
    CHECK_FALSE(t.at("host_ready"));
}

TEST_CASE("memory is charged by role: host, NATS, wadm and the provider, which is the host's child") {
    auto const runtime = real_wasmcloud();
    RealWorld world;
    std::vector<ProcessTree> announced;
    world.context.on_processes = [&](ProcessTree const& tree) { announced.push_back(tree); };
    auto r = world.start(*runtime, *built_workload("http_service", "/"));
    REQUIRE_FALSE(r.error);
    auto const& tree = r.value->processes();
    CHECK(tree.roots.size() == 3);
    REQUIRE(tree.parts.size() == 4);
    CHECK(part(tree, "host").role == Role::runtime_host);
    CHECK(part(tree, "nats").role == Role::shared_daemon);
    CHECK(part(tree, "wadm").role == Role::shared_daemon);
    CHECK(part(tree, "provider").role == Role::runtime_host);
    for (auto const& p : tree.parts) CHECK(alive(p.process));
    auto const family = descendants({part(tree, "host")});
    CHECK(std::count(family.begin(), family.end(), part(tree, "provider")) == 1);
    REQUIRE(announced.size() == 1);
    CHECK(announced.front().roots == tree.roots);

    auto const stopped = world.stop(*r.value);
    CHECK_FALSE(stopped.error);
    CHECK(stopped.value.clean()); // the host ends by itself when it is asked to
    CHECK(stopped.value.usage.cpu_seconds() > 0);
    for (auto const& p : tree.parts) CHECK_FALSE(alive(p.process));
    CHECK(world.stop(*r.value).value == stopped.value);
}

TEST_CASE("each request meets a new instance: the service is stateless") {
    auto const runtime = real_wasmcloud();
    auto const workload = built_workload("http_service", "/state");
    RealWorld world;
    auto r = world.start(*runtime, *workload);
    REQUIRE_FALSE(r.error);
    std::vector<std::string> bodies;
    for (int i = 0; i < 5; ++i) bodies.push_back(get(world, *r.value, "/state"));
    CHECK(bodies == std::vector<std::string>(5, "1\n"));
    CHECK(workload->statefulness(bodies) == Statefulness::stateless);
}

TEST_CASE("programs run as components that are asked once") {
    auto const runtime = real_wasmcloud();
    auto output_of = [&](std::string const& name) {
        RealWorld world;
        auto r = world.start(*runtime, *built_workload(name));
        INFO(world.line(r.error));
        REQUIRE_FALSE(r.error);
        check_nothing_left(world); // it has ended
        auto const& end = std::get<CommandEndpoint>(r.value->endpoint());
        CHECK(end.exit.usage.cpu_seconds() > 0);
        return end.output;
    };
    CHECK(output_of("hello") == "hello from wasmbench\n");
    CHECK(output_of("cpu_hash").starts_with("iterations=2000000 digest=" + std::string(digest) + " elapsed_ms="));
    for (std::string const name : {"json_transform", "memory_walk"}) {
        auto const workload = built_workload(name);
        CHECK(workload->answers(workload->request(0), output_of(name)));
    }
}

TEST_CASE("several lattices at once do not meet") {
    auto const runtime = real_wasmcloud();
    auto const workload = built_workload("http_service", "/");
    RealWorld one, two;
    auto first = one.start(*runtime, *workload);
    auto second = two.start(*runtime, *workload);
    INFO(one.line(first.error) << two.line(second.error));
    REQUIRE_FALSE(first.error);
    REQUIRE_FALSE(second.error);
    std::set<int> pids;
    for (auto const* instance : {first.value.get(), second.value.get()})
        for (auto const& p : instance->processes().parts) pids.insert(p.process.pid);
    CHECK(pids.size() == 8);
    CHECK_FALSE(one.stop(*first.value).error);
    check_nothing_left(one);
    CHECK(get(two, *second.value, "/") == "hello from wasmbench\n");
    for (auto const& p : second.value->processes().parts) CHECK(alive(p.process));
}

TEST_CASE("the built-in server answers, or the row says why there is none") {
    auto const runtime = real_wasmcloud();
    auto const workload = built_workload("http_service", "/");
    Options const options{{"provider", "builtin"}};
    try {
        auto const traits = runtime->describe(*workload, options);
        CHECK(traits.variant == "built-in server");
    } catch (Error const& e) {
        CHECK(e.code() == errc::unsupported);
        CHECK(std::string(e.what()).find("--help names no --experimental-features") != std::string::npos);
        SKIP(e.what());
    }
    RealWorld world;
    auto r = world.start(*runtime, *workload, options);
    INFO(world.line(r.error));
    REQUIRE_FALSE(r.error);
    CHECK(get(world, *r.value, "/") == "hello from wasmbench\n");
    CHECK(r.value->processes().parts.size() == 3); // no provider process
    CHECK_FALSE(world.stop(*r.value).error);
    check_nothing_left(world);
}

TEST_CASE("a start that is cancelled in any of its steps leaves nothing") {
    auto const runtime = real_wasmcloud();
    auto const workload = built_workload("http_service", "/");
    auto const after = GENERATE(0ms, 5ms, 20ms, 60ms, 150ms, 200ms);
    RealWorld world;
    auto const r = world.start(*runtime, *workload, {{"cold", "lattice"}}, 30s, after);
    if (r.error) CHECK(r.error == asio::error::operation_aborted);
    // On a fast machine the last ones come too late; the instance then goes by its destructor.
    r.value ? void() : check_nothing_left(world);
}

TEST_CASE("an instance that is destroyed and not stopped leaves nothing") {
    auto const runtime = real_wasmcloud();
    RealWorld world;
    {
        auto const r = world.start(*runtime, *built_workload("http_service", "/"));
        REQUIRE_FALSE(r.error);
        CHECK(tests::processes_in(world).size() >= 4);
    }
    check_nothing_left(world);
}

TEST_CASE("50 starts and stops leave no process, folder or descriptor") {
    auto const runtime = real_wasmcloud();
    auto const workload = built_workload("http_service", "/");
    RealWorld world;
    std::size_t before = 0;
    int links_missed = 0; // README.md, known limits
    for (int i = 0; i < 50; ++i) {
        auto r = world.start(*runtime, *workload);
        INFO("start " << i << ": " << world.line(r.error));
        REQUIRE_FALSE(r.error);
        if (r.value->timeline().at("link_put_again")) ++links_missed;
        REQUIRE_FALSE(world.stop(*r.value).error);
        r.value.reset();
        if (i == 0) before = open_descriptors(); // nats.c keeps what its first use has opened
    }
    if (links_missed > 0) WARN(links_missed << " of 50 starts missed their link");
    CHECK(open_descriptors() == before);
    check_nothing_left(world);
}

TEST_CASE("the real wasmCloud keeps the runtime contract") {
    real_wasmcloud(); // or skip
    auto const service = built_workload("http_service", "/");
    auto const hello = built_workload("hello");
    testing::ContractSubject subject;
    subject.make = [] { return adapters::make_wasmcloud(); };
    subject.role = Role::runtime_host;
    subject.service = service.get();
    subject.program = hello.get();
    CHECK(testing::failures(testing::runtime_contract(subject)) == "");
}
