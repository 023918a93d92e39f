// The key-value service with a real store beside it, through a session as a study runs one.
#include "leaks.hpp"
#include "store_trial.hpp"

#include <wasmbench/adapters/native.hpp>
#include <wasmbench/adapters/wasmedge.hpp>
#include <wasmbench/adapters/wasmtime.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace wasmbench;
using tests::StoreTrials;

TEST_CASE("natively the state is in a store that is fresh for each trial") {
    StoreTrials m;
    tests::run_store_trials(m, adapters::make_native());
    tests::check_store_trials(m);
    CHECK(tests::left_behind() == std::vector<std::string>{});
}

TEST_CASE("a module in WasmEdge reaches the store by its own sockets") {
    StoreTrials m;
    tests::run_store_trials(m, tests::real(adapters::make_wasmedge()), {{"mode", "aot"}});
    tests::check_store_trials(m);
    CHECK(tests::left_behind() == std::vector<std::string>{});
}

TEST_CASE("in Wasmtime the state outlives instances that serve one request each") {
    StoreTrials m;
    Options const options = GENERATE(Options{{"mode", "aot"}}, Options{{"mode", "aot"}, {"reuse", "unlimited"}},
        Options{{"mode", "jit"}, {"cache", "full"}});
    tests::run_store_trials(m, tests::real(adapters::make_wasmtime()), options);
    tests::check_store_trials(m);
    CHECK(tests::left_behind() == std::vector<std::string>{});
}
