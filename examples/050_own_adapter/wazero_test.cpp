#include "wazero.hpp"

#include <wasmbench/testing/testing.hpp>

#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <fstream>

using namespace wasmbench;
using namespace wasmbench::testing;
using namespace std::chrono_literals;

namespace {

// Over the fakes of the kit: no process, no time.
struct World : FakeWorld {
    using FakeWorld::FakeWorld;

    StandIns target{TEST_TARGET};
    std::unique_ptr<Runtime> wazero = make_wazero(FAKE_WAZERO);

    Outcome<InstancePtr> start(Options options = {}) {
        target.write_wasm("wasm32-wasi", scratch.path());
        return run<InstancePtr>([&](auto token) {
            wazero->async_start(context, StartSpec{&target.program, options, {}, 10s}, std::move(token));
        });
    }
};

ChildScript prints(std::string text) {
    ChildScript script;
    script.prints = {{1ms, std::move(text)}};
    script.ends_after = 2ms;
    return script;
}

} // namespace

TEST_CASE("a module is run, compiled or interpreted") {
    World w;
    w.launcher.then(prints("target answers\n"));
    CHECK(w.start().error.message() == error_code().message());
    CHECK(w.start({{"mode", "interpreter"}}).error.message() == error_code().message());
    auto const file = w.target.program.artifacts.at("wasm32-wasi").string();
    REQUIRE(w.launcher.commands().size() == 2);
    CHECK(w.launcher.commands()[0].arguments == std::vector<std::string>{"run", file});
    CHECK(w.launcher.commands()[1].arguments == std::vector<std::string>{"run", "-interpreter", file});
}

// A program with arguments, which the kit's stand-ins do not have.
struct WithArguments : StandIn {
    using StandIn::StandIn;
    std::vector<std::string> arguments() const override { return {"-n", "2"}; }
};

TEST_CASE("a program's arguments are its own") {
    World w;
    w.launcher.then(prints("target answers\n"));
    w.target.write_wasm("wasm32-wasi", w.scratch.path());
    WithArguments const program(StandIn::Kind::program, "print", w.target.program.artifacts);
    auto const r = w.run<InstancePtr>([&](auto token) {
        w.wazero->async_start(w.context, StartSpec{&program, {}, {}, 10s}, std::move(token));
    });
    CHECK(r.error.message() == error_code().message());
    auto const file = program.artifacts.at("wasm32-wasi").string();
    CHECK(w.launcher.commands().at(0).arguments == std::vector<std::string>{"run", file, "--", "-n", "2"});
}

TEST_CASE("the row says how it was run") {
    World w;
    CHECK(w.wazero->describe(w.target.program, {}).mode == ExecutionMode::jit);
    CHECK(w.wazero->describe(w.target.program, {{"mode", "interpreter"}}).mode == ExecutionMode::interpreter);
    CHECK_THROWS_AS(w.wazero->describe(w.target.program, {{"mode", "aot"}}), Error);
}

TEST_CASE("a wrong output is refused") {
    World w;
    w.launcher.then(prints("something else\n"));
    CHECK(w.start().error == errc::wrong_answer);
}

TEST_CASE("whichever port call fails, or is the moment of a cancellation, nothing is left") {
    for (auto error : {error_code(asio::error::broken_pipe), error_code()})
        for_each_failure(error, [&](FailCount& count) {
            World w(count);
            if (!error) count.do_then([&] { w.cancel(); });
            w.launcher.then(prints("target answers\n"));
            auto const r = w.start();
            CHECK((r.value == nullptr) == r.error.failed());
            CHECK(w.launcher.running() == 0);
        });
}

TEST_CASE("the adapter keeps the runtime contract") {
    ScratchFolder files;
    StandIns target(TEST_TARGET);
    target.write_wasm("wasm32-wasi", files.path());
    auto subject = target.subject([] { return make_wazero(FAKE_WAZERO); });
    REQUIRE(subject.make()->availability().reason == ""); // of one that is not there the contract asks nothing
    for (auto** service : {&subject.service, &subject.never_listens, &subject.never_answers, &subject.wrong_answer,
             &subject.dies_early, &subject.ignores_term, &subject.forks})
        *service = nullptr; // wazero serves no HTTP
    for (auto mode : {"jit", "interpreter"}) {
        subject.options = {{"mode", mode}};
        auto const results = runtime_contract(subject);
        CHECK(failures(results) == "");
        CHECK(std::ranges::count(results, ContractResult::Verdict::passed, &ContractResult::verdict) == 20);
    }
}

TEST_CASE("the real wazero runs a real module") {
    auto const wazero = make_wazero();
    auto const there = wazero->availability();
    if (!there.usable) SKIP(there.reason << "; " << there.fix);
    // (module (import "wasi_snapshot_preview1" "fd_write" ...) (memory (export "memory") 1) (func (export "_start") ...)
    //         (data (i32.const 0) "\08\00\00\00\0f\00\00\00target answers\n"))
    constexpr char code[] =
        "\0asm\1\0\0\0" "\1\14\2`\4\x7f\x7f\x7f\x7f\1\x7f`\0\0" "\2#\1\26wasi_snapshot_preview1\10fd_write\0\0" "\3\2\1\1"
        "\5\3\1\0\1" "\7\23\2\6memory\2\0\6_start\0\1" "\12\17\1\15\0A\1A\0A\1A \20\0\32\13"
        "\13\35\1\0A\0\13\27\10\0\0\0\17\0\0\0target answers\n";
    ScratchFolder files;
    std::ofstream(files.path() / "print.wasm", std::ios::binary).write(code, sizeof code - 1);
    StandIn const program(StandIn::Kind::program, "print", {{"wasm32-wasi", files.path() / "print.wasm"}});
    ContractSubject subject;
    subject.make = [] { return make_wazero(); };
    subject.program = &program;
    for (auto mode : {"jit", "interpreter"}) {
        subject.options = {{"mode", mode}};
        CHECK(failures(runtime_contract(subject)) == "");
    }
}
