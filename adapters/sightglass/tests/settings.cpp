#include "settings.hpp"

#include <catch2/catch_test_macros.hpp>

#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::sightglass;

TEST_CASE("the host is told engine, module, folder and files, and flags only where there are any") {
    RunFiles const files{"/s/f", "/s/o", "/s/e"};
    CHECK(host_arguments({}, "/e.so", "/m.wasm", files) == std::vector<std::string>{"/e.so", "/m.wasm", "/s/f", "/s/o", "/s/e"});
    CHECK(host_arguments({"-O 2"}, "/e.so", "/m.wasm", files).back() == "-O 2");
}

TEST_CASE("flags are the row's variant, and other options are refused") {
    tests::TargetWorkload const program(tests::TargetWorkload::Kind::program, "print");
    auto const plain = traits(program, read_options({}));
    CHECK(plain.variant == "");
    CHECK(plain.mode == ExecutionMode::jit);
    CHECK(plain.instance == InstancePolicy::one_shot);
    CHECK(plain.fairness.size() == 3);
    CHECK(traits(program, read_options({{"flags", "-O 2"}})).variant == "flags -O 2");
    CHECK_THROWS_AS(read_options({{"flag", "x"}}), Error);
    CHECK(read_options({{"folder", "/input"}}).folder == "/input");
    CHECK_THROWS_AS(read_options({{"folder", "input"}}), Error);
}
