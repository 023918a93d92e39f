// The runtime contract for the wasmtime adapter, with fake_wasmtime.cpp in place of the real program.

#include <wasmbench/adapters/wasmtime.hpp>

#include <catch2/catch_test_macros.hpp>

#include <support/wasm_contract.hpp>

using namespace wasmbench;

namespace {

std::unique_ptr<Runtime> over_the_fake() {
    return adapters::make_wasmtime({WASMBENCH_FAKE_WASMTIME});
}

std::string broken(Options options, std::string only = {}) {
    return tests::broken_over_wasm(over_the_fake, "wasi-http", std::move(options), std::move(only));
}

} // namespace

TEST_CASE("the fake has a version") {
    CHECK(over_the_fake()->availability().version == "48.0.8");
}

TEST_CASE("the wasmtime adapter keeps the runtime contract, compiling when it starts") {
    CHECK(broken({}) == "");
}

TEST_CASE("and ahead of time") {
    CHECK(broken({{"mode", "aot"}}) == "");
}

TEST_CASE("and with other allocators and reuse counts") {
    CHECK(broken({{"pooling", "off"}, {"reuse", "unlimited"}}, "start: ") == "");
    CHECK(broken({{"pooling", "on"}, {"mode", "aot"}}, "program: ") == "");
}

TEST_CASE("and with a compilation cache that is emptied or filled") {
    CHECK(broken({{"cache", "empty"}}, "start: ") == "");
    CHECK(broken({{"cache", "empty"}}, "leaks: ") == "");
    CHECK(broken({{"cache", "full"}}, "start: ") == "");
    CHECK(broken({{"cache", "full"}}, "program: ") == "");
}
