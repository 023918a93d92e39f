#include "command_line.hpp"

#include "described.hpp"

#include <catch2/catch_test_macros.hpp>

#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters;
using namespace wasmbench::adapters::command;
using tests::TargetWorkload;
using Words = std::vector<std::string>;

namespace {

TargetWorkload const service(TargetWorkload::Kind::service, "serve");
TargetWorkload const program(TargetWorkload::Kind::program, "print");
RuntimeDescription const odd = tests::read(tests::described()).value();
Places const places{"/d", "/s", "/m/x.wasm", {}};

error_code refusal(Workload const& workload, Options const& options, RuntimeDescription const& d = odd) {
    try {
        read_options(d, workload, options);
    } catch (Error const& e) {
        return e.code();
    }
    return {};
}

} // namespace

TEST_CASE("the first mode that fits is the default, and a mode is chosen by its name") {
    CHECK(read_options(odd, program, {}).mode->name == "quick");
    CHECK(read_options(odd, program, {{"mode", "compiled"}}).mode->name == "compiled");
    CHECK(read_options(odd, service, {{"port", "80"}}).port == 80);
    auto d = tests::described();
    std::swap(d["modes"][0], d["modes"][1]);
    CHECK(read_options(*tests::read(d), service, {}).mode->name == "quick"); // the first serves nothing
}

TEST_CASE("options that mean nothing, and a mode that cannot do it") {
    CHECK(refusal(program, {{"mode", "warp"}}) == errc::invalid_option);
    CHECK(refusal(program, {{"port", "80"}}) == errc::invalid_option);
    CHECK(refusal(service, {{"port", "0"}}) == errc::invalid_option);
    CHECK(refusal(service, {{"mode", "slow"}}) == errc::unsupported);
    CHECK_FALSE(refusal(service, {{"mode", "quick"}}));
}

TEST_CASE("what no mode can do is no error: its row is skipped") {
    auto d = tests::described();
    d["modes"].erase(0);
    d["capabilities"] = {"many-instances"};
    auto const programs_only = *tests::read(d);
    CHECK(read_options(programs_only, service, {}).mode == nullptr);
    CHECK_FALSE(refusal(service, {{"mode", "slow"}}, programs_only));
    CHECK(traits(programs_only, service, {}).instance == InstancePolicy::long_lived);
}

TEST_CASE("a row is told by its mode") {
    auto const of = [](Workload const& w, Options const& o) {
        return traits(odd, w, read_options(odd, w, o));
    };
    CHECK(of(program, {}) ==
          RowTraits{ExecutionMode::jit, "none", InstancePolicy::one_shot, {"All modes do this."}, ""});
    CHECK(of(service, {}).instance == InstancePolicy::new_per_request);
    auto const compiled = of(program, {{"mode", "compiled"}});
    CHECK(compiled.mode == ExecutionMode::aot);
    CHECK(compiled.variant == "small");
    CHECK(compiled.fairness == Words{"All modes do this.", "Compiled before."});
    auto d = tests::described();
    d.erase("verified");
    d["not_verified"] = "no time.";
    auto const untried = *tests::read(d);
    CHECK(traits(untried, program, read_options(untried, program, {})).fairness.at(1) ==
          "The description of odd was not tried with the real program by those who wrote it: no time.");
}

TEST_CASE("words and variables of a command") {
    Command c;
    c.environment = {"PATH=/bin", "LANG=C"};
    set_run(c, odd.modes[0], places, {"7", "--x"});
    CHECK(c.arguments == Words{"run", "/m/x.wasm", "7", "--x"});
    CHECK(c.environment ==
          Words{"PATH=/bin", "LANG=/d", "ODD_HOME=/s/odd"}); // one of the plain ones is replaced
    set_serve(c, odd.modes[0], places, {"198.19.0.2", 81, {}}, "127.0.0.1:9");
    CHECK(c.arguments == Words{"serve", "--addr=198.19.0.2:81", "/m/x.wasm", "127.0.0.1:9"});
    auto compiled = places;
    compiled.artifact = "/s/x.bin";
    set_compile(c, odd.modes[2], compiled);
    CHECK(c.arguments == Words{"/m/x.wasm", "-o", "/s/x.bin"});
    set_run(c, odd.modes[2], compiled, {});
    CHECK(c.arguments == Words{"run", "/s/x.bin"});
}
