#include "plan/used_resources.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <map>

#include <unistd.h>

using namespace wasmbench;
using namespace wasmbench::plan;
using Catch::Matchers::WithinAbs;

namespace {

struct Heard final : Observer {
    std::map<std::string, double> values;
    std::map<std::string, Unit> units;
    void measured(Measurement const& m) override {
        values[m.metric.name] = m.samples.at(0).value;
        units[m.metric.name] = m.metric.unit;
    }
};

struct Fixture {
    asio::io_context io{1};
    std::unique_ptr<Launcher> launcher = make_posix_launcher({false});
    std::unique_ptr<Connector> connector = make_tcp_connector();
    std::unique_ptr<Clock> clock = make_system_clock();
    testing::ScratchFolder scratch;
    RunContext context{io.get_executor(), *launcher, *connector, *clock, scratch.path(), {}, {}, {}};
    SessionPorts ports{*launcher, *connector, *clock, scratch.path(), {}, {}};
    ResolvedRow row;
    TrialSettings settings;
    Heard heard;
    TrialRun trial{row, {}, settings, context, ports, heard};

    IdleUse idle(ProcessTree const& tree, asio::cancellation_slot slot = {}) {
        IdleUse out;
        asio::co_spawn(io, watch_idle_parts(trial, tree),
            asio::bind_cancellation_slot(slot, [&](std::exception_ptr, IdleUse use) { out = std::move(use); }));
        io.run();
        return out;
    }
};

probe::PartUsage part(std::string name, double cpu_seconds) {
    probe::PartUsage p;
    p.name = std::move(name);
    p.pss = 100;
    p.cpu_seconds = cpu_seconds;
    return p;
}

ProcessTree own_part() {
    ProcessTree tree;
    tree.roots = {identify(::getpid()).value()};
    tree.parts = {{"self", tree.roots[0]}};
    return tree;
}

} // namespace

TEST_CASE("parts: net is what was used less the rate at rest over the same time") {
    Fixture f;
    IdleUse const idle{{part("nats", 10), part("quiet", 1)}, {part("nats", 10.5), part("quiet", 1)}, 2};
    auto nats = part("nats", 24);
    nats.role = Role::shared_daemon;
    report_parts(f.trial, idle, {part("nats", 20), part("quiet", 1), part("new", 1)},
        {nats, part("quiet", 1), part("new", 3), part("later", 5)}, 8);
    auto const& v = f.heard.values;
    CHECK(v.at("memory/part/nats") == 100);
    CHECK(v.at("role/shared-daemon/nats") == 1);
    CHECK(v.at("role/workload/quiet") == 1);
    CHECK_THAT(v.at("cpu/part/nats"), WithinAbs(4, 1e-12));
    CHECK_THAT(v.at("cpu/part_idle/nats"), WithinAbs(0.25, 1e-12));
    CHECK_THAT(v.at("cpu/part_net/nats"), WithinAbs(2, 1e-12));
    CHECK(f.heard.units.at("cpu/part_idle/nats") == Unit::ratio);
    CHECK(v.at("cpu/part_net/quiet") == 0);
    // Was not there at rest, and was not there before the load.
    CHECK(v.at("cpu/part/new") == 2);
    CHECK(v.count("cpu/part_idle/new") == 0);
    CHECK(v.count("cpu/part_net/new") == 0);
    CHECK(v.count("cpu/part/later") == 0);
}

TEST_CASE("parts: without parts nobody waits") {
    Fixture f;
    ProcessTree tree;
    tree.roots = {identify(::getpid()).value()};
    CHECK(f.idle(tree).seconds == 0);
    CHECK_FALSE(f.idle(tree).rate("self"));
}

TEST_CASE("parts: a second at rest is a second") {
    Fixture f;
    auto const idle = f.idle(own_part());
    CHECK(idle.seconds >= 1);
    CHECK(idle.rate("self").value() < 0.5);
    CHECK_FALSE(idle.rate("other"));
}

TEST_CASE("parts: the wait ends with the trial") {
    Fixture f;
    asio::cancellation_signal cancel;
    asio::steady_timer soon(f.io, std::chrono::milliseconds(20));
    soon.async_wait([&](error_code) { cancel.emit(asio::cancellation_type::terminal); });
    CHECK(f.idle(own_part(), cancel.slot()).seconds < 1);
}
