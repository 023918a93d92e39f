#include "settings.hpp"

#include <catch2/catch_test_macros.hpp>

#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::wasmcloud;
using tests::TargetWorkload;

namespace {

TargetWorkload const service{TargetWorkload::Kind::service, "serve"};
TargetWorkload const program{TargetWorkload::Kind::program, "print"};

error_code refusal(Options const& options) {
    try {
        read_options(service, options);
    } catch (Error const& e) {
        return e.code();
    }
    return {};
}

} // namespace

TEST_CASE("without options: the lattice is up, the provider is a process, the port is free") {
    CHECK(read_options(service, {}) == Settings{Cold::application, Provider::process, std::nullopt, true});
    CHECK(read_options(program, {}) == Settings{Cold::application, Provider::process, std::nullopt, false});
    CHECK(read_options(service, {{"cold", "lattice"}, {"provider", "builtin"}, {"port", "81"}}) ==
          Settings{Cold::lattice, Provider::builtin, std::uint16_t{81}, true});
}

TEST_CASE("options that mean nothing are refused") {
    CHECK(refusal({{"cold", "warm"}}) == errc::invalid_option);
    CHECK(refusal({{"provider", "oci"}}) == errc::invalid_option);
    CHECK(refusal({{"port", "0"}}) == errc::invalid_option);
    CHECK(refusal({{"mode", "aot"}}) == errc::invalid_option);
    CHECK_FALSE(refusal({{"cold", "application"}}));
}

TEST_CASE("the row says what was up and who serves HTTP") {
    auto const usual = traits(read_options(service, {}));
    CHECK(usual.mode == ExecutionMode::jit);
    CHECK(usual.cache == "lattice up");
    CHECK(usual.variant.empty());
    CHECK(usual.instance == InstancePolicy::new_per_request);
    auto const other = traits(read_options(service, {{"cold", "lattice"}, {"provider", "builtin"}}));
    CHECK(other.cache == "lattice cold");
    CHECK(other.variant == "built-in server");
    CHECK(other.fairness != usual.fairness);
    CHECK(traits(read_options(program, {})).instance == InstancePolicy::one_shot);
}
