#include "version.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::adapters::command;

TEST_CASE("the version in what programs print") {
    CHECK(version_in("v1.12.0\n", "") == "1.12.0");
    CHECK(version_in("wasmtime 48.0.8 (abc 2026-01-01)\n", "") == "48.0.8");
    CHECK(version_in("deno 2.9.6 (stable, release)\nv8 15.0.245\n", "") == "2.9.6");
    CHECK(version_in("Wasm3 v0.5.0 (Jan 1 2026)\n", "Wasm3 v") == "0.5.0");
    CHECK(version_in("Wasm3 v0.5.0\n", "") == "3"); // what `after` is for
    CHECK(version_in("x 2.0.0-rc.1+b, y", "") == "2.0.0-rc.1+b");
    CHECK(version_in("unknown", "").empty());
    CHECK(version_in("1.0", "version ").empty());
    CHECK(version_in("", "").empty());
}

TEST_CASE("versions are compared number by number") {
    CHECK(is_older("1.9.0", "1.10.0"));
    CHECK_FALSE(is_older("1.10.0", "1.9.0"));
    CHECK_FALSE(is_older("2.0.0", "2.0.0"));
    CHECK_FALSE(is_older("2", "2.0.0"));
    CHECK(is_older("2", "2.0.1"));
    CHECK_FALSE(is_older("2.0.0-rc1", "2.0.0"));
    CHECK(is_older("1.99.9", "2"));
    CHECK_FALSE(is_older("99999999999999999999.1", "3")); // larger than any number that is read
}
