#include "host_program.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

#include <support/environment.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::sightglass;
using tests::EnvironmentVariable;
namespace fs = std::filesystem;

namespace {

bool has(std::vector<std::string> const& environment, std::string const& entry) {
    return std::find(environment.begin(), environment.end(), entry) != environment.end();
}

} // namespace

TEST_CASE("the host knows of the user's environment what an engine's library and the suites need, and nothing else") {
    EnvironmentVariable const owner("WASMBENCH_OWNER", "1-2-3");
    EnvironmentVariable const c_api("WASMBENCH_WASMTIME_C_API", "/there");
    EnvironmentVariable const small("WASM_BENCH_USE_SMALL_WORKLOAD", "1");
    EnvironmentVariable const other("SOMETHING_ELSE", "1");
    EnvironmentVariable const prefix("WASMBENCH_PREFIX", "/prefix");
    auto const e = host_environment("/scratch");
    CHECK(has(e, "HOME=/scratch"));
    CHECK(has(e, "WASMBENCH_WASMTIME_C_API=/there"));
    CHECK(has(e, "WASM_BENCH_USE_SMALL_WORKLOAD=1"));
    CHECK(std::count(e.begin(), e.end(), "WASMBENCH_PREFIX=/prefix") == 1);
    CHECK_FALSE(has(e, "WASMBENCH_OWNER=1-2-3"));
    CHECK_FALSE(has(e, "SOMETHING_ELSE=1"));
}

TEST_CASE("where no prefix is told, the one that is used is, since home is another there") {
    EnvironmentVariable const prefix("WASMBENCH_PREFIX", std::nullopt);
    EnvironmentVariable const cache("XDG_CACHE_HOME", "/cache");
    CHECK(has(host_environment("/scratch"), "WASMBENCH_PREFIX=/cache/wasmbench"));
}

TEST_CASE("host and engine are those that are named, then those of the environment") {
    EnvironmentVariable const host("WASMBENCH_SIGHTGLASS_HOST", "/of/environment");
    EnvironmentVariable const engine("WASMBENCH_SIGHTGLASS_ENGINE", "/engine.so");
    CHECK(find_host("/named") == fs::path("/named"));
    CHECK(find_host({}) == fs::path("/of/environment"));
    CHECK(find_engine("/named.so") == fs::path("/named.so"));
    CHECK(find_engine({}) == fs::path("/engine.so"));
    EnvironmentVariable const none("WASMBENCH_SIGHTGLASS_ENGINE", std::nullopt);
    CHECK_FALSE(find_engine({}));
}
