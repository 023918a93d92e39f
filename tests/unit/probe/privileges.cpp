#include "forked_child.hpp"

#include <wasmbench/probe/privileges.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace wasmbench::probe;
using namespace probe_test;

namespace {

Privilege const& named(std::vector<Privilege> const& all, std::string_view name) {
    auto const found =
        std::find_if(all.begin(), all.end(), [&](Privilege const& p) { return p.name == name; });
    if (found == all.end()) throw std::runtime_error("no privilege " + std::string(name));
    return *found;
}

} // namespace

TEST_CASE("privileges: each is held, or has its reason and what to do") {
    auto const all = privileges();
    std::vector<std::string> names;
    for (auto const& p : all) {
        CAPTURE(p.name, p.reason);
        names.push_back(p.name);
        CHECK_FALSE(p.what_for.empty());
        CHECK(p.held == p.reason.empty());
        CHECK(p.held == p.fix.empty());
    }
    CHECK(names == std::vector<std::string>{"root", "CAP_NET_ADMIN", "CAP_SYS_ADMIN", "CAP_SYS_PTRACE",
                       "drop page cache", "perf counters", "own control groups", "exit records", "network namespaces",
                       "news of listeners", "real-time priority"});
    CHECK(named(all, "root").held == (::geteuid() == 0));
}

TEST_CASE("privileges: who gives root away gives the others away") {
    if (::geteuid() != 0) SKIP("not root: nothing to give away");
    struct Seen {
        bool dropped, any_held, names_the_errno;
    };
    ForkedChild child([](ChildSide side) {
        Seen seen{};
        seen.dropped = ::setresuid(65534, 65534, 65534) == 0;
        auto const all = privileges();
        for (auto const& p : all)
            if (p.name != "perf counters" && p.name != "news of listeners") seen.any_held |= p.held; // the sysctl may allow it to everybody
        seen.names_the_errno =
            named(all, "drop page cache").reason ==
                "opening /proc/sys/vm/drop_caches for writing: Permission denied (errno 13)" &&
            named(all, "network namespaces").reason ==
                "unshare(CLONE_NEWNET): Operation not permitted (errno 1)" &&
            named(all, "real-time priority").reason ==
                "sched_setscheduler(SCHED_FIFO): Operation not permitted (errno 1)" &&
            named(all, "CAP_NET_ADMIN").reason == "not among the effective capabilities of this process";
        side.tell(seen);
    });
    auto const seen = child.hear<Seen>();
    if (!seen.dropped) SKIP("root that cannot become another user here");
    CHECK_FALSE(seen.any_held);
    CHECK(seen.names_the_errno);
}

TEST_CASE("privileges: asking leaves the caller in its network namespace") {
    auto const before = std::filesystem::read_symlink("/proc/self/ns/net");
    privileges();
    CHECK(std::filesystem::read_symlink("/proc/self/ns/net") == before);
}
