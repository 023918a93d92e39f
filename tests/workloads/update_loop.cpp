#include "cpu_hash/update_loop.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

namespace {

// Computed with Python's hashlib; command.py computes them again and compares the programs and the manifest.
TEST_CASE("the update loop numbers its iterations from zero, little-endian") {
    auto const digest = [](std::uint64_t iterations) {
        return std::string{
            wasmbench::workloads::hex(wasmbench::workloads::digest_of_updates(iterations)).data()};
    };
    CHECK(digest(0) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(digest(1) == "bbe39f4462976f8a91a3483cce2156e90b31f9823b9ef14aa3db1d16ae4578db");
    CHECK(digest(1000) == "828ba34ba6ff0d28e00f72efa39e47523cb940841ada0dd2c64d251a60dde27d");
}

} // namespace
