#include "plan/resident_set.hpp"

#include <catch2/catch_test_macros.hpp>

#include <unistd.h>

using namespace wasmbench;
using namespace wasmbench::plan;

#ifdef __linux__
TEST_CASE("one look at the resident set is of the root process alone") {
    ProcessTree tree;
    tree.roots = {{::getpid()}, {1}};
    auto const one = resident_snapshot(tree);
    REQUIRE(one.has_value());
    CHECK(*one > 1e6); // this test program
    tree.parts = {{"a", {::getpid()}}, {"b", {::getpid()}}};
    auto const sum = resident_snapshot(tree);
    REQUIRE(sum.has_value());
    CHECK(*sum > 1.9 * *one);
    CHECK(*sum < 2.1 * *one);
}
#endif

TEST_CASE("what has no process to look at says so") {
    auto const why = [](ProcessTree const& tree) { return resident_snapshot(tree).error().diagnostics.stage; };
    ProcessTree tree;
    CHECK(why(tree) == "the instance has no process of its own");
    tree.roots = {{::getpid()}};
    tree.cgroup = "/docker/4f1e";
    CHECK(why(tree) == "a container is no process of whoever started it, and the old method had no figure for it");
    tree.cgroup.reset();
    tree.roots = {{1 << 30}};
    CHECK(why(tree) == "/proc/1073741824/status has no VmRSS");
}
