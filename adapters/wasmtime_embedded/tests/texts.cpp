#include "api_failure.hpp"
#include "http_text.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::adapters::wasmtime_embedded;

TEST_CASE("Wasmtime's words, on one line, without its stack") {
    CHECK(one_line("unknown import: `env::frob` has not been defined") ==
          "unknown import: `env::frob` has not been defined");
    CHECK(one_line("error while executing at wasm backtrace:\n    0:     0x23 - <unknown>!float\n"
                   "    1:     0x28 - <unknown>!<wasm function 1>\n\nCaused by:\n"
                   "    wasm trap: wasm `unreachable` instruction executed\n") ==
          "wasm trap: wasm `unreachable` instruction executed");
    CHECK(one_line("failed to load\n\nCaused by:\n    0: the first\n    1: the second 2: third") ==
          "failed to load: the first: the second 2: third");
    CHECK(one_line("") == "");
    CHECK(one_line("12: the thirteenth\n13:") == "the thirteenth");
}

TEST_CASE("dates are those of RFC 9110") {
    CHECK(http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST_CASE("a response is complete in one text") {
    CHECK(response_text(200, "DATE", "hello\n", true) ==
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\nDate: DATE\r\n\r\nhello\n");
    CHECK(response_text(404, "DATE", "", false) ==
          "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nDate: DATE\r\n"
          "Connection: close\r\n\r\n");
}
