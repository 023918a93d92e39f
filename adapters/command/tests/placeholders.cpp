#include "placeholders.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::adapters::command;
using Words = std::vector<std::string>;
using Pieces = std::vector<Piece>;

TEST_CASE("a word is text and placeholders") {
    CHECK(pieces_of("") == Pieces{});
    CHECK(pieces_of("--quiet") == Pieces{{false, "--quiet"}});
    CHECK(pieces_of("{module}") == Pieces{{true, "module"}});
    CHECK(pieces_of("--addr={address}:{port}") ==
          Pieces{{false, "--addr="}, {true, "address"}, {false, ":"}, {true, "port"}});
    CHECK(pieces_of("{{a}}{module}") == Pieces{{false, "{a}"}, {true, "module"}});
}

TEST_CASE("a brace without its partner is no word") {
    for (auto const* word : {"{", "}", "{module", "module}", "{}", "a{b{c}}", "{{{module}"}) {
        INFO(word);
        CHECK(pieces_of(word).has_value() == (std::string(word) == "{{{module}"));
    }
}

TEST_CASE("placeholders become their values, whatever is in these") {
    Values const values{{"module", "/a b/$HOME.wasm"}, {"port", "{module}"}};
    CHECK(expanded("x{module}", values) == "x/a b/$HOME.wasm");
    CHECK(expanded("{port}", values) == "{module}"); // once: a value is no word
    CHECK(expanded(Words{"run", "{module}", "{argument...}", "end"}, values, {"7", "{port}"}) ==
          Words{"run", "/a b/$HOME.wasm", "7", "{port}", "end"});
    CHECK(expanded(Words{"{argument...}"}, values, {}) == Words{});
}
