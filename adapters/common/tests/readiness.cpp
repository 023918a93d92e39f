#include <wasmbench/adapters/common/readiness.hpp>

#include <catch2/catch_test_macros.hpp>

#include <vector>

using namespace wasmbench;
using namespace wasmbench::adapters;
using namespace std::chrono_literals;
using Step = Readiness::Step;
using Verdict = Readiness::Verdict;

namespace {

TimePoint const t0{1h};

Readiness make(Duration limit = 10s, ReadinessPolicy policy = {}) {
    return Readiness(policy, t0, t0 + limit);
}

} // namespace

TEST_CASE("a first try that succeeds is ready at once, with no failure before it") {
    auto r = make();
    CHECK(r.next(t0) == Step::attempt);
    r.attempt_ended(Verdict::correct, t0 + 1ms, {});
    CHECK(r.next(t0 + 1ms) == Step::ready);
    CHECK(r.attempts() == 1);
    CHECK_FALSE(r.had_failure());
}

TEST_CASE("the bracket's left end is the begin of the last try that failed") {
    auto r = make();
    REQUIRE(r.next(t0 + 1ms) == Step::attempt);
    r.attempt_ended(Verdict::not_yet, t0 + 2ms, "refused");
    CHECK(r.had_failure());
    CHECK(r.last_failure() == t0 + 1ms);
    REQUIRE(r.next(t0 + 4ms) == Step::attempt);
    r.attempt_ended(Verdict::not_yet, t0 + 5ms, "refused");
    CHECK(r.last_failure() == t0 + 4ms);
    REQUIRE(r.next(t0 + 7ms) == Step::attempt);
    r.attempt_ended(Verdict::correct, t0 + 8ms, {});
    CHECK(r.next(t0 + 8ms) == Step::ready);
    CHECK(r.had_failure());
    CHECK(r.last_failure() == t0 + 4ms);
    CHECK(r.attempts() == 3);
}

TEST_CASE("a try that the end of all waiting cuts short does not hide what the one before has met") {
    auto r = make(10ms);
    REQUIRE(r.next(t0) == Step::attempt);
    r.attempt_timed_out(t0 + 2ms); // by its own limit
    CHECK(r.next(t0 + 3ms) == Step::attempt);
    CHECK(r.failure().diagnostics.subject == "last try: connected, but no answer");
    r.attempt_ended(Verdict::not_yet, t0 + 4ms, "another process answers on this port");
    REQUIRE(r.next(t0 + 7ms) == Step::attempt);
    r.attempt_timed_out(t0 + 10ms);
    CHECK(r.next(t0 + 10ms) == Step::failed);
    CHECK(r.failure().diagnostics.subject == "last try: another process answers on this port");
}

TEST_CASE("the pause is a share of the time since the launch, within its bounds") {
    ReadinessPolicy const policy; // 50 us, 2 ms, 0.5 %
    struct Row {
        Duration waited;
        Duration pause;
    };
    for (auto const& row : {Row{0ms, 50us}, Row{1ms, 50us}, Row{10ms, 50us}, Row{20ms, 100us},
             Row{100ms, 500us}, Row{400ms, 2ms}, Row{5s, 2ms}}) {
        auto r = make(10s, policy);
        REQUIRE(r.next(t0) == Step::attempt);
        auto const now = t0 + row.waited;
        r.attempt_ended(Verdict::not_yet, now, {});
        CHECK(r.next(now) == Step::pause);
        CHECK(r.resume_at() == now + row.pause);
        CHECK(r.next(r.resume_at() - 1ns) == Step::pause);
        CHECK(r.next(r.resume_at()) == Step::attempt);
    }
}

TEST_CASE("a try ends at its own limit or at the deadline, whichever is first") {
    auto r = make(3s);
    REQUIRE(r.next(t0) == Step::attempt);
    CHECK(r.attempt_deadline() == t0 + 2s);
    r.attempt_ended(Verdict::not_yet, t0 + 2s, {});
    REQUIRE(r.next(t0 + 2500ms) == Step::attempt);
    CHECK(r.attempt_deadline() == t0 + 3s);
}

TEST_CASE("the deadline ends it, and no pause goes beyond") {
    auto r = make(1s);
    REQUIRE(r.next(t0) == Step::attempt);
    r.attempt_ended(Verdict::not_yet, t0 + 1s - 1us, "connection refused");
    CHECK(r.next(t0 + 1s - 1us) == Step::pause);
    CHECK(r.resume_at() == t0 + 1s);
    CHECK(r.next(t0 + 1s) == Step::failed);
    CHECK(r.next(t0 + 2s) == Step::failed);
    auto const f = r.failure();
    CHECK(f.code == errc::ready_timeout);
    CHECK(f.diagnostics.stage == "start");
    CHECK(f.diagnostics.subject == "last try: connection refused");
}

TEST_CASE("a wrong answer is final") {
    auto r = make();
    REQUIRE(r.next(t0) == Step::attempt);
    r.attempt_ended(Verdict::wrong, t0 + 1ms, "got \"x\"");
    CHECK(r.next(t0 + 1ms) == Step::failed);
    CHECK(r.failure().code == errc::wrong_answer);
    CHECK(r.failure().diagnostics.subject == "last try: got \"x\"");
    r.process_ended();
    CHECK(r.failure().code == errc::wrong_answer); // the first reason stays
}

TEST_CASE("the end of the process is final, but not once it is ready") {
    auto r = make();
    REQUIRE(r.next(t0) == Step::attempt);
    r.attempt_ended(Verdict::not_yet, t0 + 1ms, {});
    r.process_ended();
    CHECK(r.next(t0 + 2ms) == Step::failed);
    CHECK(r.failure().code == errc::exited_before_ready);

    auto ready = make();
    REQUIRE(ready.next(t0) == Step::attempt);
    ready.attempt_ended(Verdict::correct, t0 + 1ms, {});
    ready.process_ended();
    CHECK(ready.next(t0 + 2ms) == Step::ready);
}

TEST_CASE("what the tries cost is paid for by pauses, up to the longest") {
    ReadinessPolicy const policy; // 4 % of a core
    struct Row {
        Duration now;
        Duration cpu;
        Duration pause;
    };
    for (auto const& row : {Row{1ms, 0us, 50us}, Row{1ms, 20us, 50us}, Row{1ms, 80us, 1ms}, Row{1ms, 400us, 2ms},
             Row{100ms, 2ms, 500us}, Row{100ms, 4040us, 1ms}}) {
        auto r = make(10s, policy);
        REQUIRE(r.next(t0) == Step::attempt);
        r.used_cpu(row.cpu);
        r.attempt_ended(Verdict::not_yet, t0 + row.now, {});
        CHECK(r.resume_at() == t0 + row.now + row.pause);
    }
}

TEST_CASE("the CPU is counted from the first try, not from the launch") {
    auto r = make();
    REQUIRE(r.next(t0 + 500ms) == Step::attempt);
    r.used_cpu(80us);
    r.attempt_ended(Verdict::not_yet, t0 + 500ms + 100us, {});
    CHECK(r.resume_at() == t0 + 500ms + 100us + 2ms); // half a percent of the start is more than what is to be paid
    auto young = make();
    REQUIRE(young.next(t0 + 10ms) == Step::attempt);
    young.used_cpu(60us);
    young.attempt_ended(Verdict::not_yet, t0 + 10ms + 100us, {});
    CHECK(young.resume_at() == t0 + 10ms + 1500us);
}

TEST_CASE("who is told when a socket listens waits for that after a refusal, and tries at once then") {
    Readiness r({}, t0, t0 + 10s, Readiness::Told::from_now);
    REQUIRE(r.next(t0) == Step::attempt);
    r.attempt_ended(Verdict::refused, t0 + 1ms, "refused");
    CHECK(r.next(t0 + 1ms) == Step::pause);
    CHECK(r.resume_at() == t0 + 26ms);
    r.listening(t0 + 3ms);
    CHECK(r.next(t0 + 3ms) == Step::attempt);
    // It may be told a little early: for 20 ms refusals are tried again as soon as the CPU allows.
    r.used_cpu(120us); // of 3 ms: 4 %
    r.attempt_ended(Verdict::refused, t0 + 3100us, "refused");
    CHECK(r.resume_at() == t0 + 3150us);
    REQUIRE(r.next(t0 + 3150us) == Step::attempt);
    r.used_cpu(140us);
    r.attempt_ended(Verdict::refused, t0 + 3200us, "refused");
    CHECK(r.resume_at() == t0 + 3500us);
    REQUIRE(r.next(t0 + 3500us) == Step::attempt);
    r.used_cpu(500us);
    r.attempt_ended(Verdict::refused, t0 + 3600us, "refused");
    CHECK(r.resume_at() == t0 + 4100us);
    REQUIRE(r.next(t0 + 23ms) == Step::attempt);
    r.attempt_ended(Verdict::refused, t0 + 23ms, "refused");
    CHECK(r.resume_at() == t0 + 48ms);
}

TEST_CASE("who is told since the launch does not try before it is told, or the longest wait is over") {
    Readiness r({}, t0, t0 + 10s, Readiness::Told::since_launch);
    CHECK(r.next(t0) == Step::pause);
    CHECK(r.resume_at() == t0 + 25ms);
    CHECK(r.next(t0 + 24ms) == Step::pause);
    CHECK(r.next(t0 + 25ms) == Step::attempt);

    Readiness told({}, t0, t0 + 10s, Readiness::Told::since_launch);
    told.listening(t0 + 2ms);
    CHECK(told.next(t0 + 2ms) == Step::attempt);
    told.attempt_ended(Verdict::correct, t0 + 3ms, {});
    CHECK_FALSE(told.had_failure());

    Readiness late({}, t0, t0 + 5ms, Readiness::Told::since_launch);
    CHECK(late.next(t0) == Step::pause);
    CHECK(late.resume_at() == t0 + 5ms);
    CHECK(late.next(t0 + 5ms) == Step::failed);
}

TEST_CASE("being told says nothing of a server that listens and is not ready") {
    Readiness r({}, t0, t0 + 10s, Readiness::Told::from_now);
    REQUIRE(r.next(t0) == Step::attempt);
    r.attempt_ended(Verdict::not_yet, t0 + 100ms, "status 503");
    CHECK(r.resume_at() == t0 + 100500us);
}

TEST_CASE("being told while a try is under way, or after the end, changes no step") {
    Readiness r({}, t0, t0 + 10s, Readiness::Told::from_now);
    REQUIRE(r.next(t0) == Step::attempt);
    r.listening(t0 + 1ms);
    CHECK(r.next(t0 + 1ms) == Step::attempt);
    r.attempt_ended(Verdict::correct, t0 + 2ms, {});
    r.listening(t0 + 3ms);
    CHECK(r.next(t0 + 3ms) == Step::ready);
}

TEST_CASE("a report that comes when no try is under way changes nothing") {
    auto r = make();
    REQUIRE(r.next(t0) == Step::attempt);
    r.attempt_ended(Verdict::not_yet, t0 + 1ms, "first");
    auto const resume = r.resume_at();
    r.attempt_ended(Verdict::correct, t0 + 2ms, "second");
    CHECK(r.next(t0 + 1ms) == Step::pause);
    CHECK(r.resume_at() == resume);
}
