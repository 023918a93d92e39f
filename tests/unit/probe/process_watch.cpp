#include "forked_child.hpp"

#include <wasmbench/probe/process_watch.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <thread>

using namespace wasmbench;
using namespace probe_test;
using Catch::Matchers::WithinAbs;
using probe::ProcessWatch;

namespace {

void start_or_skip(ProcessWatch& watch) {
    if (auto const started = watch.start(); !started.usable) SKIP(started.reason);
}

struct WatchedChildren {
    probe::TreeHistory history;
    double cpu_seconds = 0; ///< of all of them, by their parent's account
};

// A process under `watch` has `count` children, one after another, each of which does `work`.
WatchedChildren watch_children(ProcessWatch& watch, int count, void (*work)()) {
    ForkedChild child([=](ChildSide side) {
        side.tell(true);
        side.wait_for_go();
        for (int i = 0; i < count; ++i) {
            int const pid = ::fork();
            if (pid == 0) {
                work();
                ::_exit(0);
            }
            ::waitpid(pid, nullptr, 0);
        }
        side.tell(cpu_seconds(RUSAGE_CHILDREN));
        side.stay();
    });
    child.hear<bool>();
    start_or_skip(watch);
    watch.watch(child.tree().roots);
    child.go();
    auto const truth = child.hear<double>();
    return {watch.stop(), truth};
}

} // namespace

TEST_CASE("process watch: children that live a moment are all there, with what they used") {
    ProcessWatch watch;
    auto const [history, truth] = watch_children(watch, 20, [] {
        map_private(8 * mib);
        burn(0.002);
    });
    CHECK(history.complete);
    CHECK(history.started == 20);
    REQUIRE(history.ended.size() == 20);
    for (auto const& p : history.ended) CHECK(p.peak_rss >= 8.0 * mib);
    // Each lacks the time since its last tick.
    CHECK(history.ended_cpu_seconds() <= truth + 0.01);
    CHECK_FALSE(watch.listening());
}

TEST_CASE("process watch: of a child that lives for many ticks the CPU time is there") {
    ProcessWatch watch;
    auto const [history, truth] = watch_children(watch, 1, [] { burn(0.1); });
    REQUIRE(history.ended.size() == 1);
    CHECK_THAT(history.ended[0].cpu_seconds, WithinAbs(truth, 0.015)); // a tick of up to 10 ms
}

TEST_CASE("process watch: a tree of which the root has ended before anybody asked") {
    ProcessWatch watch;
    start_or_skip(watch);
    ProcessTree tree;
    {
        ForkedChild child([](ChildSide) {
            int const pid = ::fork();
            if (pid == 0) ::_exit(0);
            ::waitpid(pid, nullptr, 0);
            ::_exit(0);
        });
        tree = child.tree();
        child.wait_for_end();
    }
    watch.watch(tree.roots);
    auto const history = watch.stop();
    CHECK(history.started == 1);
    REQUIRE(history.ended.size() == 2);
    CHECK(history.ended[1].pid == tree.roots[0].pid);
}

TEST_CASE("process watch: a thread's end is no process's") {
    ForkedChild child([](ChildSide side) {
        side.tell(true);
        side.wait_for_go();
        std::thread([] { burn(0.001); }).join();
        side.tell(true);
        side.stay();
    });
    child.hear<bool>();
    ProcessWatch watch;
    start_or_skip(watch);
    watch.watch(child.tree().roots);
    child.go();
    child.hear<bool>();
    // join() returns while the thread is on its last steps.
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    auto const history = watch.stop();
    CHECK(history.ended.empty());
    CHECK(history.started == 0);
    CHECK(history.ended_threads.size() == 1);
}

TEST_CASE("process watch: without a start there is nothing to tell, and it can be started again") {
    ProcessWatch watch;
    CHECK(watch.stop().ended.empty());
    start_or_skip(watch);
    CHECK(watch.listening());
    start_or_skip(watch);
    CHECK(watch.listening());
    CHECK(watch.stop().complete);
}

TEST_CASE("process watch: an ordinary user is told why not") {
    if (::geteuid() != 0) SKIP("not root: nothing to give away");
    ForkedChild child([](ChildSide side) {
        bool const dropped = ::setresuid(65534, 65534, 65534) == 0;
        auto const can = probe::process_watch_available();
        side.tell(dropped);
        side.tell(!can.usable && can.reason.find("Operation not permitted") != std::string::npos && !can.fix.empty());
        side.stay();
    });
    if (!child.hear<bool>()) SKIP("root that cannot become another user here");
    CHECK(child.hear<bool>());
}
