#include "../claim_sentences.hpp"
#include "elements.hpp"
#include "sections.hpp"

#include <wasmbench/report/claims.hpp>
#include <wasmbench/report/row_name.hpp>

namespace wasmbench::report::html {

std::optional<Section> claims_section(Report const& report) {
    if (report.claims.empty()) return std::nullopt;
    Table table;
    table.caption = "Claims of the published study and of its correction";
    table.head = {{"claim", true}, {"where", true}, {"verdict", true}, {"effect"}, {"claimed", true}, {"n"}, {"rows", true}};
    std::vector<std::string> sentences;
    for (auto const& v : report.claims) {
        auto const* test = deciding_test(v);
        std::string rows;
        if (test)
            for (auto const& key : test->rows) rows += (rows.empty() ? "" : "; ") + row_name(key);
        auto effect = test ? text_cell(effect_text(*test)) : text_cell("–");
        if (test && test->n > 0) effect.value = test->effect;
        table.rows.push_back({text_cell(v.text), text_cell(v.stands), text_cell(to_string(v.finding)), std::move(effect),
            text_cell(test ? test->wanted : "–"), text_cell(test ? std::to_string(test->n) : "–"), text_cell(rows)});
        sentences.push_back(claim_sentence(v));
    }
    return Section{"claims", "Claims ledger",
        paragraph(ledger_sentence(report.claims) +
                  " An effect is the ratio of the first row named to the second, paired by block, with its interval; the one "
                  "shown is of the test that decides, or of the first. docs/claims.md says how each is judged; summary.md has "
                  "every test.") +
            table.html() + bullet_list(sentences)};
}

} // namespace wasmbench::report::html
