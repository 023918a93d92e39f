// An engine of the test's own, by scripts/lib/docker_engine.sh, that is stopped or killed in the middle of a start.

#include "docker_world.hpp"

#include <wasmbench/core/process_table.hpp>

#include <catch2/matchers/catch_matchers_string.hpp>

#include <csignal>
#include <fstream>

#include <unistd.h>

using namespace wasmbench;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using tests::ContainerTarget;
using tests::RealWorld;

namespace {

// A private engine, while the object lives: a shell that has sourced the script and waits for a signal.
class PrivateEngine {
public:
    PrivateEngine() {
        auto const lib = support::source_dir() / "scripts" / "lib";
        Command command;
        command.program = "/bin/bash";
        command.environment = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "DOCKER_HOST=unix://" + (folder_.path() / "none").string()};
        command.arguments = {"-c",
            "set -euo pipefail; source \"$1/common.sh\"; source \"$1/docker_engine.sh\"; "
            "start_docker_engine \"$2\" || exit 3; trap 'stop_docker_engine; exit 0' TERM; echo ready; "
            "while :; do sleep 0.1; done",
            "engine", lib.string(), folder_.path().string()};
        auto launched = launcher_->launch(io_.get_executor(), command);
        REQUIRE(launched.has_value());
        shell_ = std::move(*launched);
        while (!shell_->exited() && shell_->output().find("ready\n") == std::string::npos) io_.run_one_for(1s);
        if (shell_->exited()) unavailable(shell_->error_output());
    }
    ~PrivateEngine() {
        ::kill(shell_->identity().pid, SIGTERM); // it alone: dockerd is its business
        auto const limit = SteadyClock::now() + 30s;
        while (!shell_->exited() && SteadyClock::now() < limit) io_.run_one_for(1s);
    }
    PrivateEngine(PrivateEngine const&) = delete;
    PrivateEngine& operator=(PrivateEngine const&) = delete;

    std::string address() const { return "unix://" + (folder_.path() / "docker.sock").string(); }
    int dockerd() const {
        int pid = 0;
        std::ifstream(folder_.path() / "dockerd.pid") >> pid;
        return pid;
    }

private:
    static void unavailable(std::string const& why) {
        auto const* required = std::getenv("WASMBENCH_REQUIRE_RUNTIMES");
        if (required != nullptr && std::string(required) == "1" && ::geteuid() == 0) FAIL(why);
        SKIP(why);
    }

    testing::ScratchFolder folder_;
    asio::io_context io_;
    std::unique_ptr<Launcher> launcher_ = make_posix_launcher();
    std::unique_ptr<Child> shell_;
};

} // namespace

TEST_CASE("dockerd ends in the middle of a start: one clear line at once, and no process is left") {
    for (int const signal : {SIGTERM, SIGKILL}) {
        PrivateEngine const engine;
        adapters::DockerConfig config;
        config.host = engine.address();
        auto runtime = adapters::make_docker(config);
        ContainerTarget const silent(tests::TargetWorkload::Kind::service, "never-ready");
        std::vector<ProcessIdentity> container;
        {
            RealWorld world;
            auto const prepared = world.prepare(*runtime, silent);
            INFO(world.line(prepared.error));
            REQUIRE_FALSE(prepared.error);
            world.context.on_processes = [&](ProcessTree const& tree) {
                for (auto const& p : tree.roots)
                    if (p.role != Role::shared_daemon) container.push_back(p);
                ::kill(engine.dockerd(), signal);
            };
            auto const begin = SteadyClock::now();
            auto const r = world.start_prepared(*runtime, silent, {}, prepared.value);
            world.context.on_processes = {};
            auto const line = world.line(r.error);
            CAPTURE(signal, line);
            CHECK(r.value == nullptr);
            CHECK(r.error);
            CHECK(SteadyClock::now() - begin < 25s); // and not when the time for a start is over
            CHECK(line.find('\n') == std::string::npos);
            CHECK_THAT(line, ContainsSubstring("container") && ContainsSubstring("engine"));
        }
        REQUIRE(container.size() >= 2);
        for (auto const& p : container) CHECK(tests::eventually([&] { return !alive(p); }));
        runtime.reset();
    }
}
