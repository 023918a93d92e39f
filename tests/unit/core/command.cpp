#include <wasmbench/core/command.hpp>

#include <catch2/catch_test_macros.hpp>

using wasmbench::Command;

namespace {

std::string line(std::string program, std::vector<std::string> arguments) {
    Command c;
    c.program = std::move(program);
    c.arguments = std::move(arguments);
    return to_string(c);
}

} // namespace

TEST_CASE("plain words of a command are printed as they are", "[core]") {
    CHECK(line("/usr/bin/wasmtime", {"serve", "--addr=127.0.0.1:80", "a_b-c.d+e,f%g@h"}) ==
          "/usr/bin/wasmtime serve --addr=127.0.0.1:80 a_b-c.d+e,f%g@h");
    CHECK(line("x", {}) == "x");
}

TEST_CASE("words that a shell would take apart are quoted", "[core]") {
    CHECK(line("/opt/my tools/run", {""}) == "'/opt/my tools/run' ''");
    CHECK(line("x", {"two words", "a\tb", "$HOME", "a;b", "a*b", "\"q\"", "~"}) ==
          "x 'two words' 'a\tb' '$HOME' 'a;b' 'a*b' '\"q\"' '~'");
}

TEST_CASE("a single quote inside a word survives a shell", "[core]") {
    CHECK(line("x", {"it's"}) == R"(x 'it'\''s')");
    CHECK(line("x", {"'"}) == R"(x ''\''')");
}

TEST_CASE("commands are compared by value", "[core]") {
    Command a;
    a.program = "x";
    auto b = a;
    CHECK(a == b);
    b.environment.push_back("A=1");
    CHECK_FALSE(a == b);
}
