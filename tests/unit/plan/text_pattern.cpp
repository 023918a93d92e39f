#include "plan/text_pattern.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <regex>
#include <string>
#include <vector>

using wasmbench::plan::TextPattern;

namespace {

/// The groups of a text that fits; {"no"} for one that does not.
std::vector<std::string> groups(std::string const& expression, std::string const& text) {
    std::string problem;
    auto const pattern = TextPattern::parse(expression, problem);
    INFO(problem);
    REQUIRE(pattern);
    std::vector<std::string> out;
    if (!pattern->match(text, [&](std::string_view group) { out.emplace_back(group); })) return {"no"};
    return out;
}

} // namespace

TEST_CASE("a pattern takes the texts that std::regex takes, with the same groups") {
    std::vector<std::string> const expressions = {"abc", "", "a\\.b\\n", "n=([0-9]+)",
        "([0-9]+\\.[0-9]{3})\\n", "x[0-9]y", "x[0-9]{2}", "a=([0-9]) b=([0-9]+);",
        "\\(\\[\\{\\*\\+\\?\\^\\$\\|\\\\\\)\\]\\}", "([0-9]+)\\.1"};
    std::vector<std::string> const texts = {"", "abc", "abcd", "ab", "a.b\n", "a-b\n", "n=", "n=7", "n=12345",
        "n=12 ", "12.345\n", "12.34\n", "12.3456\n", ".345\n", "x1y", "x12y", "xy", "x12", "x123", "x1",
        "a=1 b=22;", "a=12 b=2;", "([{*+?^$|\\)]}", "7.1", "71", "7.12"};
    for (auto const& expression : expressions)
        for (auto const& text : texts) {
            CAPTURE(expression, text);
            std::smatch found;
            std::vector<std::string> wanted = {"no"};
            if (std::regex_match(text, found, std::regex(expression)))
                wanted.assign(std::next(found.begin()), found.end());
            CHECK(groups(expression, text) == wanted);
        }
}

TEST_CASE("an expression beyond the known part is refused with the reason") {
    auto const [expression, reason] = GENERATE(table<char const*, char const*>({
        {"a.b", "the special character ."},
        {"a*", "the special character *"},
        {"[a-z]", "the special character ["},
        {"\\d", "a backslash before"},
        {"end\\", "a backslash before"},
        {"[0-9]{x}", "a {} that is not"},
        {"[0-9]{0}", "a {} that is not"},
        {"[0-9]{2", "a {} that is not"},
        {"((a))", "groups inside"},
        {"a)", "groups inside"},
        {"(a", "a group without its end"},
        {"[0-9]+[0-9]", "a digit after [0-9]+"},
        {"([0-9]+)7", "a digit after [0-9]+"},
    }));
    CAPTURE(expression);
    std::string problem;
    CHECK(!TextPattern::parse(expression, problem));
    CHECK(problem.starts_with(reason));
}
