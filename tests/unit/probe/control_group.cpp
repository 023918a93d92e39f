#include "fake_root.hpp"
#include "forked_child.hpp"

#include <wasmbench/core/owner.hpp>
#include <wasmbench/probe/control_group.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <filesystem>
#include <thread>

using namespace wasmbench;
using namespace probe_test;
using probe::ControlGroup;
namespace fs = std::filesystem;

namespace {

std::unique_ptr<ControlGroup> group_or_skip() {
    auto group = ControlGroup::create();
    if (!group) SKIP(to_line(group.error()));
    return std::move(*group);
}

std::vector<std::string> folders(ControlGroup const& group) {
    std::vector<std::string> out;
    auto const& a = group.accounts();
    for (auto const* folder : {&a.memory, &a.cpu, &a.pressure})
        if (*folder) out.push_back((*folder)->path);
    return out;
}

} // namespace

TEST_CASE("control group: a child that begins inside is accounted for, and nothing is left behind") {
    auto group = group_or_skip();
    auto const paths = folders(*group);
    REQUIRE_FALSE(paths.empty());
    std::thread([&] {
        REQUIRE_FALSE(group->enter());
        ForkedChild child([](ChildSide side) {
            map_private(16 * mib);
            burn(0.05);
            side.tell(true);
            side.stay();
        });
        child.hear<bool>();
        auto const inside = group->processes();
        CHECK(std::find(inside.begin(), inside.end(), child.pid()) != inside.end());
        if (!group->enters_by_thread()) CHECK_FALSE(group->leave());
    }).join();
    auto const used = group->usage();
    if (group->accounts().memory) {
        CHECK(used.memory_peak.value() >= 16.0 * mib);
        CHECK(used.memory_peak.value() < 20.0 * mib);
    }
    if (group->accounts().cpu) CHECK(used.cpu_seconds.value() >= 0.05);
    group.reset();
    for (auto const& path : paths) CHECK_FALSE(fs::exists(path));
}

TEST_CASE("control group: who runs already is counted from its adoption on") {
    auto group = group_or_skip();
    if (!group->accounts().cpu) SKIP("no account of CPU time");
    ForkedChild child([](ChildSide side) {
        burn(0.1);
        side.tell(true);
        side.wait_for_go();
        burn(0.05);
        side.tell(true);
        side.stay();
    });
    child.hear<bool>();
    REQUIRE_FALSE(group->adopt(child.pid()));
    child.go();
    child.hear<bool>();
    auto const used = group->usage().cpu_seconds.value();
    CHECK(used >= 0.05);
    CHECK(used < 0.1);
}

TEST_CASE("control group: removed while somebody is inside, who then is in the harness's") {
    auto group = group_or_skip();
    auto const paths = folders(*group);
    ForkedChild child([](ChildSide side) { side.stay(); });
    REQUIRE_FALSE(group->adopt(child.pid()));
    CHECK(group->processes() == std::vector<int>{child.pid()});
    CHECK_FALSE(group->remove());
    for (auto const& path : paths) CHECK_FALSE(fs::exists(path));
    CHECK(alive(child.tree().roots[0]));
}

TEST_CASE("control group: what a harness that was killed left behind goes with the next one") {
    auto group = group_or_skip();
    // The name of a harness that cannot live: a pid with a start of its own.
    auto dead = this_owner();
    ++dead.start_ticks;
    auto const stale =
        fs::path(folders(*group)[0]).parent_path() / ("wasmbench-" + to_string(dead) + "-0");
    REQUIRE(fs::create_directory(stale));
    auto const next = group_or_skip();
    CHECK_FALSE(fs::exists(stale));
    CHECK(fs::exists(folders(*group)[0]));
}

TEST_CASE("control group: where none can be made, it is said why") {
    CHECK_FALSE(ControlGroup::create("/nonexistent").has_value());
    FakeRoot root;
    root.file("/proc/self/mountinfo", "32 24 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")
        .file("/proc/self/cgroup", "0::/\n");
    auto const missing_folder = ControlGroup::create(root.path());
    REQUIRE_FALSE(missing_folder.has_value());
    CHECK(missing_folder.error().code.value() == ENOENT);
    CHECK(missing_folder.error().diagnostics.subject.ends_with("/sys/fs/cgroup"));

    FakeRoot bare;
    bare.file("/proc/self/mountinfo", "").file("/proc/self/cgroup", "0::/\n");
    CHECK(probe::own_groups_available(bare.path()).reason.starts_with(
        "no hierarchy that accounts for memory or CPU time is mounted"));
}

TEST_CASE("control group: without a memory account in version 2 it is usable, and the gap is said") {
    FakeRoot root;
    root.file("/proc/self/mountinfo", "32 24 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")
        .file("/proc/self/cgroup", "0::/a/b\n")
        .file("/sys/fs/cgroup/a/b/cgroup.procs", "");
    auto const group = ControlGroup::create(root.path());
    REQUIRE(group.has_value());
    CHECK_FALSE((*group)->accounts().memory);
    REQUIRE((*group)->accounts().cpu);
    // Beside the harness's group, and only by moving the whole process.
    CHECK(fs::path((*group)->accounts().cpu->path).parent_path() == root.path() / "sys/fs/cgroup/a");
    CHECK_FALSE((*group)->enters_by_thread());
    CHECK_FALSE((*group)->changes_scheduling());
    auto const can = probe::own_groups_available(root.path());
    CHECK(can.usable);
    CHECK_FALSE(can.reason.empty());
}
