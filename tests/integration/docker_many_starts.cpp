// 50 starts and stops, and the runtime contract, against the real engine.

#include "docker_world.hpp"

#include <wasmbench/core/process_table.hpp>

#include <boost/asio/error.hpp>

#include <fstream>
#include <iterator>

#include <unistd.h>

using namespace wasmbench;
using namespace std::chrono_literals;
using tests::ContainerTarget;
using tests::EngineView;
using tests::real_docker;
using tests::RealWorld;

namespace {

std::size_t entries(std::filesystem::path const& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

// Shims and proxies of any container: nothing else on the machine may use the engine during this test.
std::size_t engine_helpers() {
    std::size_t n = 0;
    for (auto const& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream in(entry.path() / "comm");
        std::string comm;
        std::getline(in, comm);
        if (comm.rfind("containerd-shim", 0) == 0 || comm == "docker-proxy") ++n;
    }
    return n;
}

// Control groups of ours that are still there.
std::size_t account_groups() {
    std::size_t n = 0;
    std::error_code ec;
    for (std::filesystem::recursive_directory_iterator it("/sys/fs/cgroup", ec), end; !ec && it != end;
         it.increment(ec))
        if (it->path().filename().string().rfind("wasmbench-", 0) == 0) ++n;
    return n;
}

} // namespace

TEST_CASE("50 starts and stops in a row, some cancelled or failing, leave nothing") {
    auto runtime = real_docker();
    EngineView const engine;
    auto const before = engine.everything();
    // A shim ends in its own time: those of the containers before have gone when only the running ones' are left.
    CHECK(tests::eventually([&] { return engine_helpers() == 0; }));
    auto const groups = account_groups();
    ContainerTarget const serves(tests::TargetWorkload::Kind::service, "serve");
    ContainerTarget const prints(tests::TargetWorkload::Kind::program, "print");
    ContainerTarget const dies(tests::TargetWorkload::Kind::service, "die-early");
    std::optional<std::size_t> descriptors;
    {
        RealWorld world;
        for (int i = 0; i < 50; ++i) {
            Options options;
            if (i % 7 == 3) options["via"] = "cli";
            if (i % 7 == 5) options["image"] = "built";
            CAPTURE(i);
            if (i % 10 == 9) {
                CHECK(world.start(*runtime, dies, options).error == errc::exited_before_ready);
            } else if (i % 10 == 8) {
                auto const r = world.start(*runtime, serves, options, 30s, std::chrono::milliseconds(i));
                CHECK(r.error == asio::error::operation_aborted);
            } else {
                auto r = world.start(*runtime, i % 2 == 0 ? serves : prints, options);
                INFO(world.line(r.error));
                REQUIRE_FALSE(r.error);
                if (i % 3 != 0) CHECK_FALSE(world.stop(*r.value).error); // else the destructor ends it
            }
            if (i == 10) descriptors = entries("/proc/self/fd");
        }
        CHECK(descriptors == entries("/proc/self/fd"));
        CHECK(entries(world.scratch.path()) == 0);
    }
    runtime.reset();
    CHECK(engine.everything() == before);
    CHECK(tests::eventually([&] { return engine_helpers() == 0; }));
    CHECK(account_groups() == groups);
    CHECK(descendants({*identify(::getpid())}).size() == 1);
}

TEST_CASE("the docker adapter keeps the runtime contract with the real engine") {
    real_docker(); // or skip
    tests::TargetWorkloads target;
    for (auto* w : {&target.never_listens, &target.never_answers, &target.wrong_answer, &target.dies_early,
             &target.ignores_term, &target.program, &target.failing_program, &target.hanging_program,
             &target.missing})
        tests::link_statically(*w);
    auto subject = target.subject([] { return adapters::make_docker(); });
    // The kernel keeps SIGTERM from the first process of a container unless it asks for it, which this one does.
    auto const service = tests::built_workload("http_service", "/");
    subject.service = service.get();
    subject.forks = nullptr; // its processes are not descendants of ours, which is what that check looks at
    CHECK(testing::failures(testing::runtime_contract(subject)) == "");
}
