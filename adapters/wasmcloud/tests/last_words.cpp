#include "last_words.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::adapters::wasmcloud;

TEST_CASE("an error comes before a later warning, and that before a later line") {
    CHECK(telling_line("[1] 2026/11/24 00:58:44.3 [INF] Server\n[1] 2026/11/24 00:58:44.4 [FTL] Error listening\n"
                       "[1] 2026/11/24 00:58:44.5 [WRN] closing\n") ==
          "[1] 2026/11/24 00:58:44.4 [FTL] Error listening");
    CHECK(telling_line("2026-11-24T00:00:00.1Z  WARN a: one\n2026-11-24T00:00:00.2Z  INFO a: two\n") == "WARN a: one");
    CHECK(telling_line("first\nlast\n\n") == "last");
    CHECK(telling_line("") == "");
    CHECK(telling_line("\n \n") == "");
}

TEST_CASE("the innermost cause stands behind an error") {
    CHECK(telling_line("Error: failed to connect\n\nCaused by:\n    0: IO error\n    1: Connection refused\n") ==
          "Error: failed to connect ... 1: Connection refused");
    CHECK(telling_line("2026-11-24T00:00:00.1Z ERROR host: no\n2026-11-24T00:00:00.2Z  INFO host: on\n") ==
          "ERROR host: no");
}
