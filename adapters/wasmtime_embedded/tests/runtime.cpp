// The adapter over a C API without Wasmtime: the contract, the life of objects, and each call failing in
// turn.

#include "fake_c_api.hpp"
#include "wasmtime_embedded.hpp"

#include <wasmbench/testing/runtime_contract.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <support/real_world.hpp>
#include <support/start_entries.hpp>

using namespace wasmbench;
using namespace std::chrono_literals;
using tests::RealWorld;
namespace fake = tests::fake;

namespace {

std::unique_ptr<Runtime> over_the_fake() {
    return adapters::wasmtime_embedded::make_over(fake::library);
}

// Counts begin anew; at the end everything is given back.
class FakeScope {
public:
    FakeScope() {
        fake::live().calls = 0;
        fake::live().fail_at = -1;
        fake::live().instances = 0;
        before_ = fake::live().objects;
    }
    ~FakeScope() {
        fake::live().fail_at = -1;
        CHECK(fake::live().objects == before_);
    }
    FakeScope(FakeScope const&) = delete;
    FakeScope& operator=(FakeScope const&) = delete;

private:
    int before_;
};

Options some_options() {
    return GENERATE(Options{}, Options{{"start", "deserialise"}}, Options{{"allocator", "pooling"}});
}

} // namespace

TEST_CASE("the adapter keeps the runtime contract, as far as it holds for no process") {
    FakeScope const scope;
    testing::ScratchFolder const folder;
    auto const service = fake::handler(folder.path(), "answers");
    auto const wrong = fake::handler(folder.path(), "wrong");
    auto const silent = fake::handler(folder.path(), "hangs");
    auto const prints = fake::program(folder.path(), "answers");
    auto const fails = fake::program(folder.path(), "fails");
    auto const hangs = fake::program(folder.path(), "hangs");
    tests::TargetWorkload const missing(
        tests::TargetWorkload::Kind::service, "missing", {{"handler-component", "/nonexistent.wasm"}});
    testing::ContractSubject subject;
    subject.make = over_the_fake;
    subject.service = &service;
    subject.never_answers = &silent;
    subject.wrong_answer = &wrong;
    subject.program = &prints;
    subject.failing_program = &fails;
    subject.hanging_program = &hangs;
    subject.missing = &missing;
    subject.last_words = "these are the target's last words";
    subject.options = some_options();
    CHECK(testing::failures(testing::runtime_contract(subject)) == "");
}

TEST_CASE(
    "whichever call of the library fails, a program ends in one line with its words, and nothing is kept") {
    testing::ScratchFolder const folder;
    auto const prints = fake::program(folder.path(), "answers");
    auto const runtime = over_the_fake();
    auto const options = some_options();
    int failures = 0;
    for (int n = 0;; ++n) {
        FakeScope const scope;
        RealWorld world;
        fake::live().fail_at = n;
        auto const r = world.start(*runtime, prints, options);
        if (fake::live().calls <= n) {
            CHECK_FALSE(r.error);
            break;
        }
        ++failures;
        auto const line = world.line(r.error);
        INFO(line);
        CHECK((r.error == errc::command_failed || r.error == errc::prepare_failed));
        CHECK(line.find("made to fail: the test") != std::string::npos);
        CHECK(line.find('\n') == std::string::npos);
    }
    CHECK(failures == (options.count("start") != 0 ? 7 : 5));
}

TEST_CASE("and so does a service") {
    testing::ScratchFolder const folder;
    auto const answers = fake::handler(folder.path(), "answers");
    auto const runtime = over_the_fake();
    auto options = some_options();
    options["instances"] = GENERATE("new", "reused");
    options["threads"] = "2";
    int failures = 0;
    for (int n = 0;; ++n) {
        FakeScope const scope;
        RealWorld world;
        fake::live().fail_at = n;
        auto const r = world.start(*runtime, answers, options);
        if (fake::live().calls <= n) {
            CHECK_FALSE(r.error);
            break;
        }
        ++failures;
        auto const line = world.line(r.error);
        INFO(line);
        CHECK(r.error);
        CHECK(line.find("made to fail: the test") != std::string::npos);
    }
    CHECK(failures >= 3); // compile, instantiate, call
}

TEST_CASE("a new instance for each request, or one for each thread") {
    FakeScope const scope;
    testing::ScratchFolder const folder;
    auto const answers = fake::handler(folder.path(), "answers");
    auto const runtime = over_the_fake();
    RealWorld world;
    auto r = world.start(*runtime, answers, {{"threads", "3"}});
    REQUIRE_FALSE(r.error);
    CHECK(fake::live().instances == 1); // of the request that found it ready
    using Entries = std::vector<std::string>;
    CHECK(tests::start_entries(r.value->timeline()) == Entries{"spawn", "engine_start", "load",
                                                           "instantiate+first_answer:listen",
                                                           "instantiate+first_answer"});
    r.value.reset();
    r = world.start(*runtime, answers, {{"threads", "3"}, {"instances", "reused"}});
    REQUIRE_FALSE(r.error);
    CHECK(fake::live().instances == 1 + 3);
    CHECK(r.value->timeline().at("instantiated"));
    CHECK(tests::start_entries(r.value->timeline()) ==
          Entries{"spawn", "engine_start", "load", "instantiate", "first_answer:listen", "first_answer"});
}

TEST_CASE("a stop that is cancelled, and an instance that is dropped, leave nothing") {
    FakeScope const scope;
    testing::ScratchFolder const folder;
    auto const answers = fake::handler(folder.path(), "answers");
    auto const runtime = over_the_fake();
    RealWorld world;
    auto r = world.start(*runtime, answers);
    REQUIRE_FALSE(r.error);
    auto const stopped = world.run<ExitReport>(
        [&](auto token) { r.value->async_stop(StopPolicy{10s}, std::move(token)); }, Duration::zero());
    CHECK((!stopped.error || stopped.error == asio::error::operation_aborted));
    auto second = world.start(*runtime, answers);
    CHECK_FALSE(second.error);
}

TEST_CASE("without the library every operation is unavailable, with the reason and the remedy") {
    auto const runtime = adapters::wasmtime_embedded::make_over([] {
        adapters::wasmtime_embedded::Library l;
        l.availability = Availability::no("there is none", "get one");
        return l;
    });
    testing::ScratchFolder const folder;
    auto const prints = fake::program(folder.path(), "answers");
    RealWorld world;
    auto const prepared = world.prepare(*runtime, prints);
    CHECK(prepared.error == errc::unavailable);
    CHECK(world.line(prepared.error).find("there is none") != std::string::npos);
    CHECK(world.line(prepared.error).find("get one") != std::string::npos);
    CHECK(world.start_prepared(*runtime, prints, {}, {}).error == errc::unavailable);
}

TEST_CASE("the output goes into the trial's log where there is one") {
    FakeScope const scope;
    testing::ScratchFolder const folder;
    auto const prints = fake::program(folder.path(), "answers");
    RealWorld world;
    world.context.log_stem = folder.path() / "0007-embedded";
    CHECK_FALSE(world.start(*over_the_fake(), prints).error);
    std::ifstream log(folder.path() / "0007-embedded.out");
    CHECK(std::string(std::istreambuf_iterator<char>(log), {}) == "target answers\n");
}
