// The runtime contract for the wasmedge adapter, with fake_wasmedge.cpp in place of the real program.

#include <wasmbench/adapters/wasmedge.hpp>

#include <catch2/catch_test_macros.hpp>

#include <support/wasm_contract.hpp>

using namespace wasmbench;

namespace {

std::unique_ptr<Runtime> over_the_fake() {
    return adapters::make_wasmedge({WASMBENCH_FAKE_WASMEDGE});
}

std::string broken(Options options, std::string only = {}) {
    return tests::broken_over_wasm(over_the_fake, "wasi-sockets", std::move(options), std::move(only));
}

} // namespace

TEST_CASE("the fake has a version") {
    CHECK(over_the_fake()->availability().version == "0.14.1");
}

TEST_CASE("the wasmedge adapter keeps the runtime contract, ahead of time") {
    CHECK(broken({{"mode", "aot"}}) == "");
}

TEST_CASE("and in the other modes") {
    CHECK(broken({{"mode", "interpreter"}}, "start: ") == "");
    CHECK(broken({{"mode", "jit"}}, "program: ") == "");
}
