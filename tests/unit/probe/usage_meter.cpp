#include "forked_child.hpp"

#include <wasmbench/core/system.hpp>
#include <wasmbench/probe/grouped_launcher.hpp>
#include <wasmbench/probe/perf_counters.hpp>
#include <wasmbench/probe/usage_meter.hpp>

#include <boost/asio/io_context.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <linux/perf_event.h>

using namespace wasmbench;
using namespace probe_test;
using Catch::Matchers::WithinAbs;

namespace {

Command shell(std::string const& script) {
    Command c;
    c.program = "/bin/sh";
    c.arguments = {"-c", script};
    return c;
}

ExitReport end_of(asio::io_context& io, Child& child) {
    ExitReport report;
    child.async_wait([&](error_code, ExitReport r) { report = r; });
    io.restart();
    io.run();
    return report;
}

// Burns `earlier` seconds and says so; when told to go 50 ms more, and `in_child` in a child; then says how much that was by its own
// account.
void burn_and_fork(ChildSide side, double earlier, double in_child) {
    burn(earlier);
    side.tell(true);
    side.wait_for_go();
    double const before = cpu_seconds(RUSAGE_SELF);
    burn(0.05);
    int const pid = ::fork();
    if (pid == 0) {
        burn(in_child);
        ::_exit(0);
    }
    ::waitpid(pid, nullptr, 0);
    side.tell(cpu_seconds(RUSAGE_SELF) - before + cpu_seconds(RUSAGE_CHILDREN));
    side.stay();
}

} // namespace

TEST_CASE("usage: of a program that was launched inside, also when it ended before anybody asked") {
    asio::io_context io;
    auto const launcher = make_posix_launcher({false});
    probe::UsageMeter meter;
    meter.begin();
    if (!meter.group()) SKIP("no control group of its own here");
    probe::GroupedLauncher inside(*launcher, *meter.group());
    auto child = inside.launch(io.get_executor(), shell(":"));
    REQUIRE(child.has_value());
    CHECK(inside.entered());
    CHECK(end_of(io, **child).exit_code == 0);
    meter.watch({{(*child)->identity()}, {}, {}});
    auto const report = meter.end(inside.entered());
    CHECK(report.value("accounting/own_group") == 1);
    if (meter.group()->accounts().memory) {
        CHECK(report.value("memory/own_group_peak").value() > 50'000);
        CHECK(report.value("memory/own_group_peak").value() < 8.0 * mib);
    }
    if (meter.group()->accounts().cpu) CHECK(report.value("cpu/own_group").value() > 0);
    if (report.value("accounting/exit_records") == 1) {
        CHECK(report.value("processes/ended") == 1);
        CHECK(report.value("memory/ended_peak_rss").value() > 100'000);
        CHECK(report.value("activity/minor_faults").value() > 10);
        CHECK(report.value("cpu/threads").has_value());
    }
}

TEST_CASE("usage: of a tree that runs already, from its adoption on, with the children that come and go") {
    ForkedChild child([](ChildSide side) { burn_and_fork(side, 0.1, 0.02); });
    child.hear<bool>();
    probe::UsageMeter meter;
    meter.begin();
    meter.adopt(child.tree());
    child.go();
    auto const truth = child.hear<double>();
    auto const report = meter.end();
    for (auto const& why : report.absent) UNSCOPED_INFO(why);
    if (report.value("accounting/own_group") == 1) {
        CHECK_THAT(report.value("cpu/own_group").value(), WithinAbs(truth, 0.01 + 0.1 * truth));
        CHECK_FALSE(report.value("memory/own_group_peak")); // it had memory before
    }
    if (report.value("accounting/exit_records") == 1) {
        CHECK_THAT(report.value("cpu/threads").value(), WithinAbs(truth, 0.02 + 0.1 * truth));
        CHECK(report.value("processes/started") == 1);
        CHECK(report.value("cpu/ended_processes").value() >= 0.009); // a tick of up to 10 ms is missing
    }
    CHECK(report.value("activity/threads") == 1);
    CHECK(report.value("accounting/perf_counters").has_value());
    CHECK_FALSE(report.value("no/such").has_value());
}

TEST_CASE("usage: a container stays in the group it has") {
    ForkedChild child([](ChildSide side) { side.stay(); });
    probe::UsageMeter meter;
    meter.begin();
    if (!meter.group()) SKIP("no control group of its own here");
    auto tree = child.tree();
    tree.cgroup = "/docker/abc";
    meter.adopt(tree);
    CHECK(meter.group()->processes().empty());
    CHECK(meter.end().value("accounting/own_group") == 0);
}

TEST_CASE("grouped launcher: where the group cannot be entered the child runs outside, and that is said") {
    asio::io_context io;
    auto const launcher = make_posix_launcher({false});
    auto group = probe::ControlGroup::create();
    if (!group) SKIP(to_line(group.error()));
    REQUIRE_FALSE((*group)->remove());
    probe::GroupedLauncher inside(*launcher, **group);
    CHECK_FALSE(inside.entered());
    auto child = inside.launch(io.get_executor(), shell("exit 3"));
    REQUIRE(child.has_value());
    CHECK(end_of(io, **child).exit_code == 3);
    CHECK_FALSE(inside.entered());
    CHECK(inside.problem());
    Command missing;
    missing.program = "/nonexistent";
    CHECK_FALSE(inside.launch(io.get_executor(), missing).has_value());
}

TEST_CASE("perf counters: of a tree and of the children that come later") {
    ForkedChild child([](ChildSide side) { burn_and_fork(side, 0.05, 0.05); });
    child.hear<bool>();
    // The kernel's own clock as an event is there where the processor's counters are not.
    probe::PerfCounters counters({{{"perf/task_clock", Unit::seconds}, PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, 1e-9}});
    if (auto const can = counters.attach(child.tree()); !can.usable) SKIP(can.reason);
    child.go();
    auto const truth = child.hear<double>();
    auto const readings = counters.read();
    REQUIRE(readings.size() == 1);
    CHECK(readings[0].metric.name == "perf/task_clock");
    CHECK_THAT(readings[0].value, WithinAbs(truth, 0.1 * truth + 0.01));
    counters.detach();
    CHECK(counters.read().empty());
}

TEST_CASE("perf counters: an event that no machine has is refused with its name") {
    ForkedChild child([](ChildSide side) { side.stay(); });
    probe::PerfCounters counters({{{"perf/none", Unit::count}, PERF_TYPE_SOFTWARE, 1'000'000, 1}});
    auto const can = counters.attach(child.tree());
    CHECK_FALSE(can.usable);
    CHECK(can.reason.starts_with("perf/none: perf_event_open: "));
    CHECK(probe::hardware_events().size() == 3);
}
