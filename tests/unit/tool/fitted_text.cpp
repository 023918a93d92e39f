#include "tool/fitted_text.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::tool;

TEST_CASE("a text that fits stays as it is", "[tool]") {
    CHECK(fitted("native", 6) == "native");
    CHECK(fitted_in_the_middle("native", 6) == "native");
    CHECK(fitted("", 0).empty());
    CHECK(padded("native", 8) == "native  ");
    CHECK(padded("native", 3) == "native");
}

TEST_CASE("a text that is too wide is cut at its end or in its middle", "[tool]") {
    CHECK(fitted("wasmtime jit, http_service /state", 12) == "wasmtime ...");
    CHECK(fitted_in_the_middle("wasmtime jit, http_service /state", 15) == "wasmtime ...ate");
    CHECK(fitted("native", 3) == "nat"); // no room for dots and anything else
    CHECK(fitted("native", 0).empty());
}

TEST_CASE("no character is cut in two, and wide ones count two columns", "[tool]") {
    CHECK(columns_of("\xc3\xa4\xc3\xb6") == 2);             // a umlaut, o umlaut
    CHECK(columns_of("\xe6\xb8\xac\xe8\xa9\xa6") == 4);     // two ideographs
    CHECK(columns_of("\xf0\x9f\x98\x80") == 2);             // an emoji
    CHECK(fitted("\xe6\xb8\xac\xe8\xa9\xa6\xe6\xb8\xac", 5) == "\xe6\xb8\xac...");
    CHECK(fitted("\xe6\xb8\xac\xe8\xa9\xa6", 3) == "\xe6\xb8\xac"); // a second one would need a fourth column
}

TEST_CASE("what could move a terminal's cursor is replaced", "[tool]") {
    CHECK(fitted("a\x1b[2Jb", 20) == "a?[2Jb");
    CHECK(fitted("a\r\nb\x7f\x07", 20) == "a??b??");
    CHECK(fitted("a\xc2\x9b""2Jb", 20) == "a?2Jb"); // CSI as one character
    CHECK(fitted("a\xff\xfe", 20) == "a??");
}
