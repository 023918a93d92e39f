#include "markdown_claims.hpp"

#include "claim_sentences.hpp"
#include "compare_text.hpp"
#include "markdown_text.hpp"

#include <wasmbench/report/claims.hpp>
#include <wasmbench/report/report.hpp>
#include <wasmbench/report/row_name.hpp>

#include <fmt/core.h>

namespace wasmbench::report {
namespace {

/// Links to the tables that hold the rows, each with the rows' names.
std::string links(TestOutcome const& t) {
    std::string out;
    for (auto const& key : t.rows)
        out += fmt::format("{}[{}](#{})", out.empty() ? "" : ", ", escaped(row_name(key)),
            heading_anchor(workload_name(key)));
    return out.empty() ? "-" : out;
}

void add_overview(std::vector<ClaimVerdict> const& verdicts, std::string& out) {
    out += table_line({"claim", "where", "verdict", "effect", "claimed", "n", "tests that hold"});
    out += table_line({"---", "---", "---", "---:", "---", "---:", "---:"});
    for (auto const& v : verdicts) {
        auto const* test = deciding_test(v);
        std::size_t holds = 0;
        for (auto const& t : v.tests) holds += t.result == TestResult::holds ? 1 : 0;
        out += table_line({escaped(v.text), escaped(v.stands), fmt::format("**{}**", to_string(v.finding)),
            test ? effect_text(*test) : "-", test ? test->wanted : "-", test ? std::to_string(test->n) : "-",
            v.tests.empty() ? "-" : fmt::format("{} of {}", holds, v.tests.size())});
    }
}

void add_tests(std::vector<ClaimVerdict> const& verdicts, std::string& out) {
    out += "\n### Tests of the claims\n\n";
    out += table_line({"claim", "compared", "effect", "claimed", "n", "adjusted p", "result", "rows"});
    out += table_line({"---", "---", "---:", "---", "---:", "---:", "---", "---"});
    for (auto const& v : verdicts)
        for (auto const& t : v.tests)
            out += table_line({escaped(v.id), escaped(t.what), effect_text(t), t.wanted, std::to_string(t.n),
                p_text(t.p_adjusted), std::string(to_string(t.result)), links(t)});
}

} // namespace

std::string heading_anchor(std::string_view heading) {
    std::string out;
    for (char c : heading) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c == ' ') c = '-';
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_') out += c;
    }
    return out;
}

std::string claims_markdown(std::vector<ClaimVerdict> const& verdicts) {
    if (verdicts.empty()) return {};
    std::string out = "\n## Claims ledger\n\n";
    out += fmt::format("{} An effect is the ratio of the first row named to the second, paired by block "
                       "(Hodges-Lehmann on logarithms), with its {:.0f} % interval; of statements about state the share "
                       "of the trials. A test holds or fails when its whole interval lies on one side and Benjamini and "
                       "Hochberg's adjusted p over all tests is at most {}; a claim is confirmed when all its tests hold "
                       "and refuted when one fails. The effect shown is that of the test that decides, or of the first.\n\n",
        ledger_sentence(verdicts), claim_confidence * 100, claim_false_discovery);
    add_overview(verdicts, out);
    out += "\n";
    for (auto const& v : verdicts) out += "- " + escaped(claim_sentence(v)) + "\n";
    add_tests(verdicts, out);
    return out;
}

} // namespace wasmbench::report
