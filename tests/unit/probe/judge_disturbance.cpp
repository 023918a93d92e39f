#include <wasmbench/probe/disturbance.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace wasmbench;
using namespace wasmbench::probe;
using Catch::Approx;

namespace {

constexpr int harness = 100;

/// A machine of two CPUs that has counted everything and does nothing.
MachineReading idle() {
    MachineReading r;
    r.at = TimePoint(std::chrono::seconds(1000));
    r.cpus = 2;
    r.cpu_seconds = 50;
    r.cpu_ticks = 50;
    r.steal = 1;
    r.waited = {3.0, 2.0, 1.0};
    r.throttled_periods = {{"/group", 4}};
    r.throttled_seconds = {{"/group", 0.4}};
    r.stalls = r.swapped = 0;
    r.reclaimed = r.refaults = r.major_faults = 10;
    r.disk_seconds = 8;
    r.disk_bytes = 1e9;
    r.own_read_bytes = r.own_written_bytes = 4096;
    r.processes = {{1, {1, 0, "init", 1, 2}}, {harness, {50, 1, "harness", 1, 0}}};
    return r;
}

/// 100 ms later, nothing happened.
MachineReading later(MachineReading r) {
    r.at += std::chrono::milliseconds(100);
    return r;
}

std::vector<std::string> marks(MachineReading const& before, MachineReading const& after, OwnUse const& own = {}) {
    std::vector<std::string> out;
    for (auto const& d : judge(before, after, own))
        if (d.marks()) out.push_back(d.reason);
    return out;
}

double value(std::vector<Disturbance> const& all, std::string_view reason) {
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& d) { return d.reason == reason; });
    REQUIRE(found != all.end());
    return found->value;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("judge: nothing happened") {
    auto const all = judge(idle(), later(idle()), {});
    CHECK(marks(idle(), later(idle())).empty());
    CHECK(all.size() >= 18); // all of them are shown
    for (auto const& d : all) {
        CAPTURE(d.reason);
        CHECK(d.value == 0);
    }
}

TEST_CASE("judge: a window of no length says nothing") {
    CHECK(judge(idle(), idle(), {}).empty());
}

TEST_CASE("judge: what cannot be read is left out") {
    MachineReading before, after;
    after.at = before.at + std::chrono::milliseconds(100);
    for (auto const& d : judge(before, after, {})) {
        CAPTURE(d.reason);
        CHECK((d.reason == "clock_step" || d.reason == "clock_slew" || d.reason == "major_faults"));
    }
}

TEST_CASE("judge: CPU time of others marks, the trial's own does not") {
    auto after = later(idle());
    *after.cpu_seconds += 0.1; // half of the two CPUs
    *after.cpu_ticks += 0.1;
    CHECK(marks(idle(), after) == Names{"foreign_cpu"});
    CHECK(value(judge(idle(), after, {}), "foreign_cpu") == Approx(0.5));
    OwnUse own;
    own.cpu_seconds = 0.1;
    CHECK(marks(idle(), after, own).empty());
    own.cpu_seconds = 0.095; // 2.5 % are let pass
    CHECK(marks(idle(), after, own).empty());
    own.cpu_seconds = 0.085; // 7.5 % are not
    CHECK(marks(idle(), after, own) == Names{"foreign_cpu"});
}

TEST_CASE("judge: without a fine counter the ticks are believed as far as they go") {
    auto before = idle(), after = later(idle());
    before.cpu_seconds = after.cpu_seconds = std::nullopt;
    *after.cpu_ticks += 0.04; // each of two CPUs may err by a tick of 10 ms at either end
    CHECK(marks(before, after).empty());
    *after.cpu_ticks += 0.02;
    CHECK(marks(before, after) == Names{"foreign_cpu"});
    CHECK(value(judge(before, after, {}), "foreign_cpu") == Approx(0.02 / 0.2));
}

TEST_CASE("judge: a container's own counter does not hide the machine's") {
    auto after = later(idle());
    *after.cpu_ticks += 0.2; // the fine one saw nothing
    CHECK(marks(idle(), after) == Names{"foreign_cpu"});
}

TEST_CASE("judge: waiting for a CPU marks as far as others used one") {
    auto after = later(idle());
    OwnUse own;
    own.run_delay = 0.05;
    own.cpu_seconds = 0.2;
    *after.cpu_seconds += 0.2;
    *after.cpu_ticks += 0.2;
    CHECK(marks(idle(), after, own).empty()); // its own threads waited for each other
    own.cpu_seconds = 0.14;
    CHECK(marks(idle(), after, own) == Names{"foreign_cpu", "run_delay"});
    CHECK(value(judge(idle(), after, own), "run_delay") == Approx(0.5));
}

TEST_CASE("judge: steal, above the rounding of its counter") {
    auto after = later(idle());
    *after.steal += 0.01;
    CHECK(marks(idle(), after).empty());
    *after.steal += 0.01;
    CHECK(marks(idle(), after) == Names{"steal"});
    after.at += std::chrono::seconds(10); // 20 ms in 10 s of two CPUs
    CHECK(marks(idle(), after).empty());
}

TEST_CASE("judge: pressure") {
    auto after = later(idle());
    *after.waited[0] += 0.09;
    CHECK(marks(idle(), after).empty());
    CHECK(value(judge(idle(), after, {}), "cpu_pressure") == Approx(0.9));
    *after.waited[1] += 0.02;
    CHECK(marks(idle(), after) == Names{"io_pressure"});
    *after.waited[2] += 0.002;
    CHECK(marks(idle(), after) == Names{"io_pressure", "memory_pressure"});
}

TEST_CASE("judge: a clock that was set, in either direction, and one that is slewed") {
    for (double const by : {0.05, -0.05}) {
        auto after = later(idle());
        after.realtime_ahead += by;
        CHECK(marks(idle(), after) == Names{"clock_step"});
        CHECK(value(judge(idle(), after, {}), "clock_step") == Approx(0.05));
    }
    auto after = later(idle());
    after.monotonic_ahead += 0.1 * 500e-6; // as fast as the kernel slews
    CHECK(marks(idle(), after).empty());
    after.monotonic_ahead += 0.1 * 200e-6;
    CHECK(marks(idle(), after) == Names{"clock_slew"});
}

TEST_CASE("judge: a quota that was used up") {
    auto after = later(idle());
    after.throttled_periods["/group"] += 1;
    after.throttled_seconds["/group"] += 0.03;
    after.throttled_periods["/new"] = 7; // its growth is not known
    CHECK(marks(idle(), after) == Names{"throttled"});
    auto const all = judge(idle(), after, {});
    CHECK(value(all, "throttled") == 1);
    CHECK(value(all, "throttled_time") == Approx(0.03));
}

TEST_CASE("judge: pages that the trial had to read") {
    OwnUse own;
    own.read_bytes = 4096;
    CHECK(marks(idle(), later(idle()), own) == Names{"page_in"});
    own = {};
    own.major_faults = 1;
    CHECK(marks(idle(), later(idle()), own) == Names{"major_faults"});
}

TEST_CASE("judge: a busy disk marks with the bytes of others") {
    auto after = later(idle());
    *after.disk_seconds += 0.05;
    *after.disk_bytes += 1e6;
    CHECK(marks(idle(), after) == Names{"disk_busy"});
    OwnUse own;
    own.written_bytes = 0.9e6;
    CHECK(marks(idle(), after, own).empty());
    *after.disk_seconds -= 0.04; // busy for a tenth
    CHECK(marks(idle(), after).empty());
}

TEST_CASE("judge: a memory limit that was met again and again") {
    auto before = idle();
    before.memory_limit_hits = {{"/group", 1000}};
    auto after = later(before);
    after.memory_limit_hits["/group"] += 8;
    after.memory_limit_hits["/new"] = 700; // its growth is not known
    CHECK(marks(before, after).empty());
    after.memory_limit_hits["/group"] += 1;
    CHECK(marks(before, after) == Names{"memory_limit"});
    CHECK(value(judge(before, after, {}), "memory_limit") == 9);
}

TEST_CASE("judge: memory that was reclaimed, swapped or read again") {
    auto after = later(idle());
    *after.stalls += 1;
    CHECK(marks(idle(), after) == Names{"reclaim_stalls"});
    *after.reclaimed += 257;
    *after.swapped += 1;
    *after.refaults += 257;
    CHECK(marks(idle(), after) == Names{"reclaim", "reclaim_stalls", "swap", "refault"});
    after = later(idle());
    *after.reclaimed += 256;
    *after.refaults += 256;
    *after.major_faults += 1000; // whoever's
    CHECK(marks(idle(), after).empty());
}

TEST_CASE("own use: the harness, its children and their children") {
    auto before = idle(), after = later(idle());
    after.self_cpu = 0.25;
    after.children_cpu = 0.5;
    after.processes[200] = {900, harness, "service", 1, 0.5};
    after.processes[201] = {901, 200, "worker", 2, 0};
    after.processes[300] = {902, 1, "stranger", 64, 0};
    CHECK(own_use(before, after, {harness, {}, false}).cpu_seconds == Approx(0.25 + 0.5 + 1.5 + 2));
    CHECK(own_use(before, after, {harness, {300}, false}).cpu_seconds == Approx(4.25 + 64));
    before.processes[200] = {900, harness, "service", 0.5, 0.5}; // it ran before
    CHECK(own_use(before, after, {harness, {}, false}).cpu_seconds == Approx(3.25));
    before.processes[200].start_ticks = 7; // another process with that number ended: its time is in the children's
    CHECK(own_use(before, after, {harness, {}, false}).cpu_seconds == Approx(3.25));
}

TEST_CASE("own use: one that ended takes along only what it used in the window") {
    auto before = idle(), after = later(idle());
    before.processes[200] = {900, harness, "service", 10, 0};
    after.children_cpu = 10.5;
    CHECK(own_use(before, after, {harness, {}, false}).cpu_seconds == Approx(0.5));
    before.processes[400] = {3, 1, "engine", 1, 4}; // followed; a child of it ended
    after.processes[400] = {3, 1, "engine", 1, 9};
    before.processes[401] = {4, 400, "proxy", 4.75, 0};
    CHECK(own_use(before, after, {harness, {400}, false}).cpu_seconds == Approx(0.5 + 0.25));
}

TEST_CASE("own use: a container's go-between leaves its time to init") {
    auto before = idle(), after = later(idle());
    before.processes[500] = {900, 1, "shim", 0.25, 0};
    after.processes[1].waited_seconds += 1.25;
    CHECK(own_use(before, after, {harness, {}, true}).cpu_seconds == Approx(1.0));
    CHECK(own_use(before, after, {harness, {}, false}).cpu_seconds == 0);
}

TEST_CASE("own use: pids in a ring end") {
    auto after = later(idle());
    after.processes[600] = {1, 601, "a", 1, 0};
    after.processes[601] = {1, 600, "b", 1, 0};
    CHECK(own_use(idle(), after, {harness, {}, false}).cpu_seconds == 0);
}

namespace {

/// Readings in their order, 100 ms apart unless the test says otherwise.
struct Script {
    std::vector<MachineReading> readings;
    std::size_t next = 0;
    std::set<std::string> asked_groups;

    DisturbanceWatch watch() {
        return DisturbanceWatch(
            {},
            [this](std::set<std::string> const& groups) {
                asked_groups = groups;
                return readings.at(next++);
            },
            harness);
    }
};

Names marked(std::vector<WindowDisturbance> const& found) {
    Names out;
    for (auto const& w : found)
        if (w.what.marks()) out.push_back(w.what.reason);
    return out;
}

} // namespace

TEST_CASE("watch: each part is judged on its own") {
    auto a = idle();
    auto b = later(a);
    *b.cpu_seconds += 0.02; // 10 % of the start
    auto c = b;
    c.at += std::chrono::seconds(10);
    Script script{{a, b, c}, 0, {}};
    auto watch = script.watch();
    watch.begin();
    watch.follow({});
    auto const found = watch.end();
    CHECK(marked(found) == Names{"foreign_cpu"});
    CHECK(found.front().at == b.at);
    CHECK(found.back().at == c.at);
}

TEST_CASE("watch: a part that is too short is judged with the next") {
    auto a = idle();
    auto b = a;
    b.at += std::chrono::milliseconds(1);
    *b.cpu_seconds += 0.002; // all of it, which may be the charge of the ticks before
    auto c = later(b);
    Script script{{a, b, c}, 0, {}};
    auto watch = script.watch();
    watch.begin();
    watch.follow({});
    CHECK(marked(watch.end()).empty());
}

TEST_CASE("watch: how long is missing to the shortest window") {
    Script script{{idle()}, 0, {}};
    auto watch = script.watch();
    auto const at = idle().at;
    CHECK(watch.missing(at) == Duration::zero()); // nothing was begun
    watch.begin();
    CHECK(watch.missing(at + std::chrono::milliseconds(5)) == std::chrono::milliseconds(15));
    CHECK(watch.missing(at + std::chrono::milliseconds(20)) == Duration::zero());
    script.readings[0].cpu_seconds.reset();
    script.next = 0;
    watch.begin();
    CHECK(watch.missing(at) == std::chrono::milliseconds(100)); // ticks only
}

TEST_CASE("watch: a followed engine is the trial's own, in the next trial from its begin on") {
    auto a = idle();
    a.processes[700] = {9, 1, "engine", 1, 0};
    auto b = later(a);
    *b.cpu_seconds += 0.1;
    b.processes[700].cpu_seconds += 0.1;
    Script script{{a, b, later(b), later(b), b, b}, 0, {}};
    auto watch = script.watch();
    watch.begin();
    ProcessTree tree{{{700, 9, Role::shared_daemon}}, "/docker/1", {}};
    watch.follow(tree);
    CHECK(marked(watch.end()).empty());
    CHECK(script.asked_groups == std::set<std::string>{"/docker/1"});
    script.readings = {a, b};
    script.next = 0;
    watch.begin();
    CHECK(marked(watch.end()).empty());
    // One that has ended is forgotten, or its number would be another's one day.
    auto gone = a;
    gone.processes.erase(700);
    script.readings = {gone, a, b};
    script.next = 0;
    watch.begin();
    watch.end();
    script.readings = {a, b};
    script.next = 0;
    watch.begin();
    CHECK(marked(watch.end()) == Names{"foreign_cpu"});
}

TEST_CASE("watch: end without begin finds nothing") {
    Script script;
    CHECK(script.watch().end().empty());
}
