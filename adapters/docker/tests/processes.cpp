#include "container.hpp"
#include "container_processes.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/core/system.hpp>

#include <boost/asio/io_context.hpp>

#include <catch2/catch_test_macros.hpp>

#include <support/eventually.hpp>
#include <support/target_workload.hpp>

#include <fstream>
#include <iterator>

#include <unistd.h>

using namespace wasmbench;
using namespace wasmbench::adapters::docker;

namespace {

std::string cmdline(int pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/cmdline", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// A command line as /proc shows it: each word with a NUL behind it.
std::string as_in_proc(std::vector<std::string> const& words) {
    std::string out;
    for (auto const& word : words) out += word + '\0';
    return out;
}

} // namespace

TEST_CASE("the proxy of a port is known by its command line") {
    auto const line = as_in_proc({"/usr/bin/docker-proxy", "-proto", "tcp", "-host-ip", "127.0.0.1", "-host-port", "8099",
        "-container-port", "8080"});
    CHECK(is_proxy_for(line, 8099));
    CHECK_FALSE(is_proxy_for(line, 8080));
    CHECK_FALSE(is_proxy_for(line, 809));
    CHECK_FALSE(is_proxy_for("", 8099));
    CHECK_FALSE(is_proxy_for(as_in_proc({"editor", "-host-port", "8099"}), 8099));
}

TEST_CASE("a number that is another process's here is not taken for the container") {
    ContainerState state;
    state.id = "0123456789abcdef";
    state.pid = static_cast<int>(::getpid());
    state.command = {"/some/other/program"};
    CHECK(container_processes(state, std::nullopt, 0) == ProcessTree{});
    state.pid = 0; // it does not run
    CHECK(container_processes(state, std::nullopt, 0) == ProcessTree{});
}

TEST_CASE("a process with the container's command is the container") {
    wasmbench::tests::TargetWorkload const hang(wasmbench::tests::TargetWorkload::Kind::program, "hang");
    asio::io_context io;
    auto const launcher = make_posix_launcher();
    Command command;
    command.program = *hang.artifact("native");
    auto child = launcher->launch(io.get_executor(), command);
    REQUIRE(child.has_value());
    ContainerState state;
    state.id = "0123456789abcdef";
    state.pid = (*child)->identity().pid;
    state.command = {command.program.string()};
    // A spawned child shows our command line, and for a moment none, until it has executed its own.
    REQUIRE(wasmbench::tests::eventually(
        [&] { return cmdline(state.pid) == command.program.string() + std::string(1, '\0'); }));
    auto const tree = container_processes(state, std::nullopt, 0);
    REQUIRE(tree.roots.size() >= 1);
    CHECK(tree.roots[0] == (*child)->identity());
    CHECK(tree.parts[0].name == "container");
    CHECK_FALSE(tree.cgroup); // that of the harness is not the container's
}

TEST_CASE("how a container ended, in words") {
    ContainerState state;
    state.exit_code = 3;
    CHECK(describe_end(state) == "exit status 3");
    state.exit_code = 137;
    CHECK(describe_end(state) == "killed by signal 9");
    state.out_of_memory = true;
    CHECK(describe_end(state) == "killed by signal 9, out of memory");
    ExitReport report;
    set_exit(report, 128);
    CHECK(report.exit_code == 128);
    CHECK_FALSE(report.signal);
}
