#include "cpu_ledger.hpp"

#include <catch2/catch_test_macros.hpp>

#include <vector>

using namespace wasmbench::probe::detail;

namespace {

// Times in whole ticks of user time; the start is the pid, so that children are younger.
CpuReading process(int pid, int ppid, std::uint64_t own, std::uint64_t waited = 0) {
    return {pid, ppid, static_cast<std::uint64_t>(pid), {own, 0}, {waited, 0}};
}

std::uint64_t user_after(CpuLedger& ledger, std::vector<CpuReading> const& readings) {
    ledger.update(readings);
    return ledger.total().user;
}

} // namespace

TEST_CASE("ledger: live processes are added up, user and system apart") {
    CpuLedger ledger;
    std::vector<CpuReading> const two = {{10, 1, 10, {5, 7}, {2, 3}}, {11, 10, 11, {100, 200}, {0, 0}}};
    ledger.update(two);
    CHECK(ledger.total() == CpuTicks{107, 210});
}

TEST_CASE("ledger: a child that was waited for counts once, with what it used after it was last seen") {
    CpuLedger ledger;
    CHECK(user_after(ledger, {process(10, 1, 5, 40), process(11, 10, 100)}) == 145);
    CHECK(user_after(ledger, {process(10, 1, 6, 40 + 103)}) == 149);
    CHECK(user_after(ledger, {process(10, 1, 7, 40 + 103)}) == 150);
}

TEST_CASE("ledger: a child that was waited for without ever having been seen counts") {
    CpuLedger ledger;
    CHECK(user_after(ledger, {process(10, 1, 5)}) == 5);
    CHECK(user_after(ledger, {process(10, 1, 5, 30)}) == 35);
}

TEST_CASE("ledger: of a child that nobody waited for the last value is kept") {
    CpuLedger ledger;
    CHECK(user_after(ledger, {process(10, 1, 5), process(11, 10, 100)}) == 105);
    CHECK(user_after(ledger, {process(10, 1, 6)}) == 106);
    CHECK(user_after(ledger, {process(10, 1, 6), process(12, 10, 50)}) == 156);
    CHECK(user_after(ledger, {process(10, 1, 6)}) == 156);
}

TEST_CASE("ledger: a wait that is seen late does not count twice") {
    CpuLedger ledger;
    // The parent was read just before it waited, the child just after.
    CHECK(user_after(ledger, {process(10, 1, 5), process(11, 10, 100)}) == 105);
    CHECK(user_after(ledger, {process(10, 1, 5)}) == 105);
    CHECK(user_after(ledger, {process(10, 1, 5, 101)}) == 106);
}

TEST_CASE("ledger: a root that ends is kept") {
    CpuLedger ledger;
    CHECK(user_after(ledger, {process(10, 1, 5, 2), process(20, 1, 7)}) == 14);
    CHECK(user_after(ledger, {process(20, 1, 8)}) == 15);
}

TEST_CASE("ledger: a branch that ends at once goes to who is left") {
    SECTION("waited for at each level") {
        CpuLedger ledger;
        CHECK(user_after(ledger, {process(10, 1, 1), process(11, 10, 20), process(12, 11, 300)}) == 321);
        CHECK(user_after(ledger, {process(10, 1, 1, 322)}) == 323);
    }
    SECTION("waited for at no level") {
        CpuLedger ledger;
        CHECK(user_after(ledger, {process(10, 1, 1), process(11, 10, 20), process(12, 11, 300)}) == 321);
        CHECK(user_after(ledger, {process(10, 1, 1)}) == 321);
        // All of it is the root's now: a wait for the same time is not new.
        CHECK(user_after(ledger, {process(10, 1, 1, 320)}) == 321);
    }
    SECTION("the root too") {
        CpuLedger ledger;
        CHECK(user_after(ledger, {process(10, 1, 1), process(11, 10, 20), process(30, 1, 0)}) == 21);
        CHECK(user_after(ledger, {process(30, 1, 0)}) == 21);
    }
}

TEST_CASE("ledger: an orphan stays, and its time is its own") {
    CpuLedger ledger;
    CHECK(user_after(ledger, {process(10, 1, 5), process(11, 10, 100)}) == 105);
    CHECK(user_after(ledger, {process(11, 1, 110)}) == 115);
}

TEST_CASE("ledger: a pid that was given out again is another process") {
    CpuLedger ledger;
    CHECK(user_after(ledger, {process(10, 1, 5), {11, 10, 50, {100, 0}, {0, 0}}}) == 105);
    CHECK(user_after(ledger, {process(10, 1, 5), {11, 10, 60, {3, 0}, {0, 0}}}) == 108);
    // The pid of a parent that was never in the set, too: who has it now is younger and does not inherit.
    CpuLedger other;
    CHECK(user_after(other, {{11, 10, 20, {100, 0}, {0, 0}}}) == 100);
    CHECK(user_after(other, {{10, 1, 30, {1, 0}, {0, 0}}}) == 101);
    CHECK(user_after(other, {{10, 1, 30, {1, 0}, {50, 0}}}) == 151);
}
