#include <wasmbench/adapters/common/option_reader.hpp>

#include <catch2/catch_test_macros.hpp>

#include <functional>

using namespace wasmbench;
using namespace wasmbench::adapters;

namespace {

// The message of the refusal; empty when nothing was refused.
std::string refusal(std::function<void()> const& read) {
    try {
        read();
    } catch (Error const& e) {
        CHECK(e.code() == errc::invalid_option);
        return e.what();
    }
    return {};
}

} // namespace

TEST_CASE("a choice is one of the allowed words, the first by default") {
    Options const options{{"mode", "aot"}, {"bad", "AOT"}};
    OptionReader r("thing", options);
    CHECK(r.choice("mode", {"jit", "aot"}) == "aot");
    CHECK(r.choice("absent", {"jit", "aot"}) == "jit");
    CHECK(refusal([&] {
        r.choice("bad", {"jit", "aot"});
    }) == "options of thing: invalid option (bad=AOT); expected one of jit, aot");
    std::vector<std::string> const from_a_file{"aot", "jit"};
    CHECK(r.choice("absent", from_a_file) == "aot");
}

TEST_CASE("a number is whole and within its bounds") {
    for (auto const* good : {"1", "10", "007"}) {
        Options const options{{"n", good}};
        CHECK(OptionReader("thing", options).number("n", 1, 10).has_value());
    }
    for (auto const* bad :
        {"", "0", "11", "-1", "+1", "1.0", "1 ", " 1", "0x1", "one", "99999999999999999999"}) {
        Options const options{{"n", bad}};
        CHECK(refusal([&] { OptionReader("thing", options).number("n", 1, 10); }) ==
              "options of thing: invalid option (n=" + std::string(bad) +
                  "); expected a whole number from 1 to 10");
    }
    CHECK(OptionReader("thing", Options{}).number("n", 1, 10) == std::nullopt);
    Options const options{{"n", "10"}};
    CHECK(OptionReader("thing", options).number("n", 1, 10) == 10u);
}

TEST_CASE("a text is not empty") {
    Options const options{{"t", "x"}, {"empty", ""}};
    OptionReader r("thing", options);
    CHECK(r.text("t") == "x");
    CHECK(r.text("absent") == std::nullopt);
    CHECK_FALSE(refusal([&] { r.text("empty"); }).empty());
}

TEST_CASE("an option that nobody asked for is refused, with those that exist") {
    Options const options{{"mdoe", "aot"}};
    OptionReader r("thing", options);
    r.choice("mode", {"jit"});
    r.number("port", 1, 2);
    CHECK(refusal([&] { r.finish(); }) ==
          "options of thing: invalid option (mdoe=aot); expected one of the options mode, port");

    Options const fine{{"mode", "jit"}};
    OptionReader s("thing", fine);
    s.choice("mode", {"jit"});
    CHECK(refusal([&] { s.finish(); }).empty());
}

TEST_CASE("an adapter without options refuses any") {
    Options const options{{"x", "1"}};
    CHECK_FALSE(refusal([&] { OptionReader("thing", options).finish(); }).empty());
}
