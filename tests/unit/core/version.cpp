#include <wasmbench/core/version.hpp>

#include <catch2/catch_test_macros.hpp>

TEST_CASE("the headers and the build agree on the version", "[core]") {
    CHECK(wasmbench::version == WASMBENCH_PROJECT_VERSION);
    CHECK(wasmbench::results_schema >= 1);
}
