#include "machine.hpp"
#include "processes.hpp"

#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <csignal>

#include <sys/wait.h>

using namespace wasmbench;
using namespace wasmbench::testing;
using namespace std::chrono_literals;

TEST_CASE("an exit status is reported", "[core][launcher]") {
    Machine m;
    for (int status : {0, 3, 255}) {
        auto child = m.start(command("/bin/sh", {"-c", "exit " + std::to_string(status)}));
        auto const report = m.end_of(*child);
        CHECK(report.exit_code == status);
        CHECK_FALSE(report.signal);
        CHECK_FALSE(report.forced);
        CHECK(report.clean() == (status == 0));
        CHECK(child->exited() == report);
    }
}

TEST_CASE("a death by signal is reported", "[core][launcher]") {
    Machine m;
    auto child = m.start(command("/bin/sh", {"-c", "kill -SEGV $$"}));
    auto const report = m.end_of(*child);
    CHECK(report.signal == SIGSEGV);
    CHECK_FALSE(report.exit_code);
    CHECK_FALSE(report.forced);
}

TEST_CASE("a child that runs has not exited", "[core][launcher]") {
    Machine m;
    auto child = m.start(child_command({"wait"}));
    CHECK(m.line_of(*child) == "ready");
    CHECK_FALSE(child->exited());
    CHECK(running(child->identity().pid));
}

TEST_CASE("a signal goes to the whole group, and to nobody once the child has ended", "[core][launcher]") {
    Machine m;
    auto child = m.start(child_command({"tree"}));
    auto const grandchild = std::stoi(m.line_of(*child));
    CHECK_FALSE(child->signal(SIGTERM));
    auto const report = m.end_of(*child);
    CHECK(report.signal == SIGTERM);
    CHECK_FALSE(report.forced);
    CHECK(m.until([&] { return !running(grandchild); }));
    CHECK_FALSE(child->signal(SIGTERM));
}

TEST_CASE("a signal that does not exist is an error", "[core][launcher]") {
    Machine m;
    auto child = m.start(child_command({"wait"}));
    CHECK(child->signal(4711) == boost::system::errc::invalid_argument);
    CHECK_FALSE(child->exited());
}

TEST_CASE("the CPU time of a child is what the child itself read", "[core][launcher]") {
    Machine m;
    auto child = m.start(child_command({"burn", "150"}));
    auto const report = m.end_of(*child);
    REQUIRE(report.clean());
    double user = 0, system = 0;
    std::istringstream(child->output()) >> user >> system;
    REQUIRE(user + system >= 0.15);
    // The kernel's figure holds the start and the end of the process as well.
    CHECK(report.usage.cpu_seconds() >= user + system - 1e-3);
    CHECK_THAT(report.usage.cpu_seconds(), Catch::Matchers::WithinAbs(user + system, 0.03));
    CHECK(report.usage.user_seconds > report.usage.system_seconds);
    CHECK(report.usage.max_resident_bytes > 512 * 1024);
    CHECK(report.usage.minor_faults > 10);
}

TEST_CASE("launch, spawn and end are marked in order and near the truth", "[core][launcher]") {
    Machine m;
    auto const before = SteadyClock::now();
    auto child = m.start(command("/bin/sleep", {"0.05"}));
    auto const after = SteadyClock::now();
    CHECK(before <= child->launched_at());
    CHECK(child->launched_at() < child->spawned_at());
    CHECK(child->spawned_at() <= after);
    auto const report = m.end_of(*child);
    CHECK(report.ended_at - child->launched_at() >= 50ms);
    CHECK(report.ended_at <= SteadyClock::now());
}

TEST_CASE("the identity of a child is that of the process", "[core][launcher]") {
    Machine m;
    auto child = m.start(child_command({"wait"}));
    auto const id = child->identity();
    CHECK(std::to_string(id.start_ticks) == stat_field(id.pid, 22));
    CHECK(stat_field(id.pid, 4) == std::to_string(::getpid()));
    CHECK(id.role == Role::workload);
}

TEST_CASE("each child has an owner entry of its own", "[core][launcher]") {
    Machine m;
    auto a = m.start(child_command({"wait"}));
    auto b = m.start(child_command({"wait"}));
    auto const entry = owner_entry_of(a->identity().pid);
    CHECK(entry.starts_with("WASMBENCH_OWNER=" + std::to_string(::getpid()) + "."));
    CHECK(entry != owner_entry_of(b->identity().pid));
    auto const found = with_environment_entry(entry);
    REQUIRE(found.size() == 1);
    CHECK(found[0].pid == a->identity().pid);
}

TEST_CASE("a status that somebody else took is reported as unknown", "[core][launcher]") {
    Machine m;
    auto child = m.start(command("/bin/sh", {"-c", "exit 3"}));
    REQUIRE(::waitpid(child->identity().pid, nullptr, 0) == child->identity().pid);
    auto const report = m.end_of(*child);
    CHECK_FALSE(report.exit_code);
    CHECK_FALSE(report.signal);
    CHECK(report.ended_at >= child->spawned_at());
    CHECK(report.describe() == "ended in an unknown way");
}
