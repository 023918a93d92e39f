#include "fork_log.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>

using namespace wasmbench::probe;
using detail::ForkLog;

namespace {

TaskEnd end_of(int process, double cpu, double peak, int thread = 0) {
    TaskEnd e;
    e.pid = thread != 0 ? thread : process;
    e.process = process;
    e.name = "p" + std::to_string(e.pid);
    e.cpu_seconds = cpu;
    e.peak_rss = peak;
    return e;
}

} // namespace

TEST_CASE("fork log: only the tree's, however deep, and whether its parents live or not") {
    ForkLog log;
    log.forked({1, 10});  // the root, by the harness
    log.forked({1, 20});  // a stranger
    log.forked({10, 11});
    log.ended(end_of(10, 0.5, 100));
    log.forked({11, 12});
    log.ended(end_of(20, 9, 9000));
    log.ended(end_of(12, 0.25, 300));
    auto const h = log.resolve(std::array{10});
    CHECK(h.complete);
    CHECK(h.started == 2);
    REQUIRE(h.ended.size() == 2);
    CHECK(h.ended[0] == EndedProcess{10, "p10", 0.5, 100, 0});
    CHECK(h.ended[1] == EndedProcess{12, "p12", 0.25, 300, 0});
    CHECK(h.ended_cpu_seconds() == 0.75);
    CHECK(h.largest_peak_rss() == 300);
    CHECK(log.resolve(std::array{99}).ended.empty());
}

TEST_CASE("fork log: threads count with their process, in whatever order they end") {
    ForkLog log;
    log.forked({10, 10}); // a thread
    log.ended(end_of(10, 0.125, 50, 13));
    log.ended(end_of(10, 0.5, 100));
    log.ended(end_of(10, 0.25, 70, 14));
    log.ended(end_of(11, 0.25, 70, 15)); // its process lives
    auto const h = log.resolve(std::array{10, 11});
    CHECK(h.started == 0);
    REQUIRE(h.ended.size() == 1);
    CHECK(h.ended[0] == EndedProcess{10, "p10", 0.875, 100, 0});
    CHECK(h.ended_threads.size() == 4);
}

TEST_CASE("fork log: a number that was given out again is another's") {
    ForkLog log;
    log.forked({10, 11});
    log.ended(end_of(11, 1, 1));
    log.forked({5, 11}); // a stranger's child
    log.ended(end_of(11, 2, 2));
    log.forked({10, 11}); // and one of the tree again
    log.ended(end_of(11, 4, 4));
    auto const h = log.resolve(std::array{10});
    REQUIRE(h.ended.size() == 2);
    CHECK(h.ended_cpu_seconds() == 5);
}

TEST_CASE("fork log: what is not kept is said") {
    ForkLog log(2);
    log.forked({10, 11});
    log.ended(end_of(11, 1, 1));
    CHECK_FALSE(log.lost());
    log.forked({10, 12});
    CHECK(log.lost());
    auto const h = log.resolve(std::array{10});
    CHECK_FALSE(h.complete);
    CHECK_FALSE(h.loss.empty());
    CHECK(h.ended.size() == 1);
}
