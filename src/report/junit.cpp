#include "junit.hpp"

#include <wasmbench/report/html.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace wasmbench::report {
namespace {

using Outcome = JunitCase::Outcome;

/// Line breaks stay, in `details` they are wanted.
std::string escaped_lines(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        out += html_escaped(text.substr(0, end)) + "\n";
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string counts(std::vector<JunitCase> const& cases) {
    auto const n = [&](Outcome o) {
        return std::count_if(cases.begin(), cases.end(), [&](JunitCase const& c) { return c.outcome == o; });
    };
    return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"", cases.size(),
        n(Outcome::failed), n(Outcome::error), n(Outcome::skipped));
}

std::string case_xml(std::string const& suite, JunitCase const& c) {
    auto const open =
        fmt::format("    <testcase classname=\"{}\" name=\"{}\"", html_escaped(suite), html_escaped(c.name));
    auto const element = [&](std::string_view kind) {
        return fmt::format("      <{0} message=\"{1}\">{2}</{0}>\n", kind, html_escaped(c.message),
            c.details.empty() ? std::string() : "\n" + escaped_lines(c.details));
    };
    std::string inner;
    switch (c.outcome) {
    case Outcome::passed:
        if (!c.details.empty())
            inner = fmt::format("      <system-out>\n{}</system-out>\n", escaped_lines(c.details));
        break;
    case Outcome::failed:
        inner = element("failure");
        break;
    case Outcome::error:
        inner = element("error");
        break;
    case Outcome::skipped: // has no text of its own in the schema
        inner = fmt::format("      <skipped message=\"{}\"/>\n", html_escaped(c.message));
        break;
    }
    return inner.empty() ? open + "/>\n" : open + ">\n" + inner + "    </testcase>\n";
}

} // namespace

std::string junit_xml(std::string_view name, std::vector<JunitSuite> const& suites) {
    std::vector<JunitCase> all;
    std::string inner;
    for (auto const& suite : suites) {
        inner += fmt::format("  <testsuite name=\"{}\" {}>\n", html_escaped(suite.name), counts(suite.cases));
        for (auto const& c : suite.cases) inner += case_xml(suite.name, c);
        inner += "  </testsuite>\n";
        all.insert(all.end(), suite.cases.begin(), suite.cases.end());
    }
    auto totals = counts(all);
    totals = totals.substr(0, totals.find(" skipped=")); // the schema has no sum of these
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" {}>\n{}</testsuites>\n",
        html_escaped(name), totals, inner);
}

} // namespace wasmbench::report
