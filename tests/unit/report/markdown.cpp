#include <wasmbench/report/markdown.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

#include <support/campaign_builder.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A report whose only problem line is `text`.
std::string with_problem(std::string const& text) {
    Report r;
    r.problems = {text};
    return to_markdown(r);
}

} // namespace

TEST_CASE("the file states its schema first") {
    CHECK(to_markdown({}).starts_with("<!-- wasmbench summary schema 1 -->\n# "));
}

TEST_CASE("what children print does not become markup") {
    CHECK_THAT(with_problem("<script>alert(1)</script> <!-- &lt; &#60; \x1b[2J"),
        ContainsSubstring("\n- &lt;script>alert(1)&lt;/script> &lt;!-- \\&lt; \\&#60; ?[2J\n"));
    CHECK_THAT(with_problem("> quote"), ContainsSubstring("\n- \\> quote\n"));
    CHECK_THAT(with_problem("*a* `b` ~~c~~ \\d | e"),
        ContainsSubstring("\n- \\*a\\* \\`b\\` \\~\\~c\\~\\~ \\\\d \\| e\n"));
    CHECK_THAT(with_problem("[link](http://x) [a][b] [c]: d"),
        ContainsSubstring("\n- [link\\](http://x) [a\\][b] [c\\]: d\n"));
    CHECK_THAT(with_problem("# title\n# second"), ContainsSubstring("\n- \\# title # second\n"));
    CHECK_THAT(with_problem("_a_"), ContainsSubstring("\n- \\_a\\_\n"));
}

TEST_CASE("what cannot be markup is left as it is") {
    auto const* text = "cpu_hash [1, 2] n<6 a > b & c #3 -> <- ";
    CHECK_THAT(with_problem(text), ContainsSubstring("\n- " + std::string(text) + "\n"));
}

TEST_CASE("a table has as many cells in each line, whatever a row lacks") {
    testing::CampaignBuilder c;
    c.describe(testing::service_key("a|b"));
    c.describe(testing::service_key("never-ran"));
    c.describe(testing::program_key("p"));
    c.trial(testing::service_key("a|b"), 0, [&](RunKey const& k) {
        c.measure(k, Phase::start, "start/ready", Unit::seconds, {0.5});
        c.measure(k, Phase::measure, "http/errors/time|out", Unit::count, {1});
    });
    auto const text = to_markdown(build_report(c.plan, c.records, "{}"));
    CHECK_THAT(text, ContainsSubstring("| a\\|b | 1.0 | native | - | long-lived | 1 | 500 (n<6) | - |"));
    CHECK_THAT(text, ContainsSubstring("| 1, 1 time\\|out | - |"));
    std::size_t expected = 0;
    for (std::size_t at = 0; at < text.size();) {
        auto const line = text.substr(at, text.find('\n', at) - at);
        at += line.size() + 1;
        if (!line.starts_with('|')) {
            expected = 0;
            continue;
        }
        std::size_t cells = 0;
        for (std::size_t i = 0; i < line.size(); ++i)
            cells += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
        if (expected == 0) expected = cells;
        CAPTURE(line);
        CHECK(cells == expected);
    }
}

TEST_CASE("sections without content are left out") {
    auto const text = to_markdown({});
    for (auto const* title :
        {"In words", "Skipped, failed and discarded", "Fairness notes", "Environment", "What may disturb"})
        CHECK_THAT(text, !ContainsSubstring(title));
}
