#include "forked_child.hpp"

#include <wasmbench/probe/part_usage.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using namespace wasmbench;
using namespace probe_test;
using Catch::Matchers::WithinRel;

TEST_CASE("parts: a part inside another is charged apart, and one that has gone is left out") {
    ForkedChild child([](ChildSide side) {
        int ready[2];
        if (::pipe(ready) != 0) ::_exit(1);
        pid_t const inner = ::fork();
        if (inner == 0) {
            map_private(64 * mib);
            [[maybe_unused]] auto const n = ::write(ready[1], "r", 1);
            side.stay();
        }
        char c = 0;
        if (::read(ready[0], &c, 1) != 1) ::_exit(1);
        side.tell(inner);
        side.stay();
    });
    auto const inner = child.hear<pid_t>();
    auto tree = child.tree();
    auto const inside = identify(inner);
    REQUIRE(inside);
    tree.parts = {{"outer", tree.roots[0]}, {"inner", *inside}, {"gone", {inner, 1, Role::shared_daemon}}};
    auto const parts = probe::read_parts(tree);
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].name == "outer");
    CHECK(parts[1].name == "inner");
    CHECK_THAT(parts[1].pss - parts[0].pss, WithinRel(64.0 * mib, 0.1));
    CHECK(parts[0].rss < 64.0 * mib);
    CHECK(parts[1].rss > 64.0 * mib);
}
