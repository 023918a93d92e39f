#include "fake_root.hpp"
#include "forked_child.hpp"
#include "group_name.hpp"

#include <wasmbench/probe/control_group.hpp>
#include <wasmbench/probe/leftover_groups.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace wasmbench;
using namespace probe_test;
namespace fs = std::filesystem;

namespace {

Owner ended_owner() {
    auto o = this_owner();
    o.start_ticks += 2;
    return o;
}

std::vector<Leftover> groups_of(Owner const& owner, fs::path const& root = "/") {
    auto all = probe::leftover_groups(root);
    std::erase_if(all, [&](auto const& l) { return l.owner != owner; });
    return all;
}

} // namespace

TEST_CASE("a control group's name says whose it is") {
    auto const us = this_owner();
    CHECK(probe::detail::owner_of_group(probe::detail::group_name(us, 12)) == us);
    for (auto const& name : {std::string("wasmbench-1-2-3"), "wasmbench-" + to_string(us), "wasmbench-account-" + to_string(us) + "-1",
             "other-" + to_string(us) + "-1", "wasmbench-" + to_string(us) + "-x"}) {
        CAPTURE(name);
        CHECK_FALSE(probe::detail::owner_of_group(name));
    }
}

TEST_CASE("leftover groups: of harnesses that have ended, wherever they are, the inner ones first") {
    FakeRoot root;
    auto const name = probe::detail::group_name(ended_owner(), 1);
    auto const inner = name + "/" + probe::detail::group_name(ended_owner(), 2);
    root.file("/proc/self/mountinfo", "32 24 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
    for (auto const& folder : {"slice/" + inner, "slice/" + probe::detail::group_name(this_owner(), 1), std::string("slice/wasmbench-mine")})
        fs::create_directories(root.path() / "sys/fs/cgroup" / folder);
    auto const found = groups_of(ended_owner(), root.path());
    REQUIRE(found.size() == 2);
    CHECK(found[0].name == (root.path() / "sys/fs/cgroup/slice" / inner).string());
    CHECK(found[0].detail == "nobody inside");
    for (auto const& l : found) CHECK(l.remove().has_value());
    CHECK_FALSE(fs::exists(root.path() / "sys/fs/cgroup/slice" / name));
    CHECK(std::distance(fs::directory_iterator(root.path() / "sys/fs/cgroup/slice"), fs::directory_iterator()) == 2);
    CHECK(probe::leftover_groups(root.path()).empty());
}

TEST_CASE("leftover groups: one that cannot be removed is an error that names it") {
    FakeRoot root;
    auto const name = probe::detail::group_name(ended_owner(), 1);
    root.file("/proc/self/mountinfo", "32 24 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")
        .file("/sys/fs/cgroup/" + name + "/in-the-way", "");
    auto const found = groups_of(ended_owner(), root.path());
    REQUIRE(found.size() == 1);
    auto const done = found[0].remove();
    REQUIRE_FALSE(done.has_value());
    CHECK(to_line(done.error()).find(name) != std::string::npos);
}

TEST_CASE("leftover groups: who hides the mark of its harness is ended by the group that it is in") {
    auto const made = probe::ControlGroup::create();
    if (!made) SKIP(to_line(made.error()));
    auto const& accounts = (*made)->accounts();
    auto const parent = fs::path((accounts.memory ? accounts.memory : accounts.cpu)->path).parent_path();
    auto const folder = parent / probe::detail::group_name(ended_owner(), 7);
    REQUIRE(fs::create_directory(folder));
    ForkedChild child([](ChildSide side) { side.stay(); }); // no mark at all
    std::ofstream(folder / "cgroup.procs") << child.pid() << std::flush;
    auto const found = groups_of(ended_owner());
    REQUIRE(found.size() == 1);
    CHECK(found[0].detail.starts_with("inside: " + std::to_string(child.pid())));
    auto const done = found[0].remove();
    CHECK(done.has_value());
    CHECK_FALSE(alive(child.tree().roots[0]));
    CHECK_FALSE(fs::exists(folder));
    CHECK((*made)->processes().empty());
}
