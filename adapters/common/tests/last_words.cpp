#include <wasmbench/adapters/common/last_words.hpp>

#include <catch2/catch_test_macros.hpp>

using wasmbench::adapters::with_last;

TEST_CASE("the line that tells most comes last") {
    constexpr auto telling = "wasm trap: ";
    CHECK(with_last("", telling) == "");
    CHECK(with_last("Error: no such file\n", telling) == "Error: no such file\n");
    CHECK(with_last("    1: wasm trap: unreachable\nguest never invoked\n", telling) ==
          "    1: wasm trap: unreachable\nguest never invoked\nwasm trap: unreachable");
    CHECK(with_last("wasm trap: first\nwasm trap: second", telling) ==
          "wasm trap: first\nwasm trap: second\nwasm trap: second");
}
