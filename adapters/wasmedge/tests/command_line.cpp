#include "command_line.hpp"

#include <catch2/catch_test_macros.hpp>

#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::wasmedge;
using tests::TargetWorkload;
using Words = std::vector<std::string>;

namespace {

TargetWorkload const service(TargetWorkload::Kind::service, "serve");
TargetWorkload const program(TargetWorkload::Kind::program, "print");

Words run(Options const& options, Words const& arguments = {}) {
    return run_arguments(read_options(program, options), "/a/m", arguments);
}

} // namespace

TEST_CASE("each mode is said to wasmedge, except that of a compiled file") {
    CHECK(run({}) == Words{"run", "--force-interpreter", "/a/m"});
    CHECK(run({{"mode", "interpreter"}}) == run({}));
    CHECK(run({{"mode", "jit"}}) == Words{"run", "--enable-jit", "/a/m"});
    CHECK(run({{"mode", "aot"}}) == Words{"run", "/a/m"});
    CHECK(compile_arguments("/a/m.wasm", "/s/m.so") == Words{"compile", "/a/m.wasm", "/s/m.so"});
}

TEST_CASE("a program's own arguments come last, a service is told where to listen") {
    CHECK(run({{"mode", "aot"}}, {"7", "--x"}) == Words{"run", "/a/m", "7", "--x"});
    CHECK(service_arguments({"198.19.0.2", 81, {}}) == Words{"--address", "198.19.0.2", "--port", "81"});
    CHECK(service_arguments({"198.19.0.2", 81, {}}, "127.0.0.1:9") ==
          Words{"--address", "198.19.0.2", "--port", "81", "--store", "127.0.0.1:9"});
    CHECK(target_of(program) == "wasm32-wasi");
    CHECK(target_of(service) == "wasi-sockets");
}

TEST_CASE("options that mean nothing are refused") {
    auto refused = [](Workload const& w, Options const& o) {
        try {
            read_options(w, o);
        } catch (Error const& e) {
            return e.code() == errc::invalid_option;
        }
        return false;
    };
    CHECK(refused(program, {{"mode", "native"}}));
    CHECK(refused(program, {{"port", "80"}}));
    CHECK(refused(service, {{"port", "0"}}));
    CHECK(refused(service, {{"cache", "off"}}));
    CHECK_FALSE(refused(service, {{"mode", "jit"}, {"port", "80"}}));
}

TEST_CASE("the row says mode and instance policy, each mode with a note of its own") {
    auto row = [](Workload const& w, Options const& o) { return traits(w, read_options(w, o)); };
    CHECK(row(program, {}).mode == ExecutionMode::interpreter);
    CHECK(row(program, {{"mode", "jit"}}).mode == ExecutionMode::jit);
    CHECK(row(program, {{"mode", "aot"}}).mode == ExecutionMode::aot);
    CHECK(row(program, {}).instance == InstancePolicy::one_shot);
    CHECK(row(service, {}).instance == InstancePolicy::long_lived);
    CHECK(row(program, {}).fairness != row(program, {{"mode", "jit"}}).fairness);
    CHECK(row(program, {{"mode", "aot"}}).fairness != row(program, {{"mode", "jit"}}).fairness);
    CHECK(row(service, {}).fairness.size() == row(program, {}).fairness.size() + 1);
}
