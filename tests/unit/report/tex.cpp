#include <wasmbench/report/tex.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

#include <support/campaign_builder.hpp>
#include <support/plotted_campaign.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string tex_of(testing::CampaignBuilder const& c) {
    return to_tex(build_report(c.plan, c.records, "{}"));
}

} // namespace

TEST_CASE("a table per workload, figures with interval and n") {
    CHECK_THAT(tex_of(testing::plotted_campaign()),
        ContainsSubstring("\\toprule\nhttp\\_service / & trials & cold start, ms &") &&
            ContainsSubstring("native 1.0 (long-lived) & 6 & 2.05 {\\scriptsize [2.00, 2.10], $n$=6} & ") &&
            ContainsSubstring(" & 6 (1 disturbed) & ") &&
            ContainsSubstring("\\bottomrule\n\\end{tabular}\n"));
}

TEST_CASE("what a campaign says is no command of TeX") {
    auto const text = tex_of(testing::plotted_campaign("\\input{x} 5 % $ # _ ^ ~ & <\n\\evil"));
    CHECK_THAT(text, ContainsSubstring("\\textbackslash{}input\\{x\\} 5 \\% \\$ \\# \\_ \\textasciicircum{} "
                                       "\\textasciitilde{} \\& \\textless{} \\textbackslash{}evil"));
    CHECK_THAT(text, !ContainsSubstring("\n\\evil") && !ContainsSubstring(" \\input"));
}
