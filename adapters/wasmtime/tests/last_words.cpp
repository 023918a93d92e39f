#include "last_words.hpp"

#include <catch2/catch_test_macros.hpp>

using wasmbench::adapters::wasmtime::with_trap_last;

TEST_CASE("a trap is the last that is said, wherever it was said") {
    CHECK(with_trap_last("Serving HTTP\n    2: wasm trap: unreachable\nerror: no response\n") ==
          "Serving HTTP\n    2: wasm trap: unreachable\nerror: no response\nwasm trap: unreachable");
    CHECK(with_trap_last("wasm trap: a\nwasm trap: b") == "wasm trap: a\nwasm trap: b\nwasm trap: b");
    CHECK(with_trap_last("error: no such file\n") == "error: no such file\n");
    CHECK(with_trap_last("") == "");
}
