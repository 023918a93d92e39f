#include <wasmbench/plan/plan.hpp>
#include <wasmbench/report/csv.hpp>
#include <wasmbench/report/derived.hpp>
#include <wasmbench/report/markdown.hpp>
#include <wasmbench/results/raw_reader.hpp>
#include <wasmbench/results/text_file.hpp>

namespace wasmbench::report {

Result<Report> read_report(results::CampaignFolder const& folder) {
    auto plan_text = results::read_text_file(folder.plan_file());
    if (!plan_text) return plan_text.error();
    auto const plan = plan::plan_from_json(*plan_text, folder.plan_file().string());
    if (!plan) return plan.error();
    auto const records = results::read_raw(folder.raw_file());
    if (!records) return records.error();
    auto const environment = results::read_text_file(folder.environment_file());
    return build_report(*plan, *records, environment ? *environment : std::string());
}

Result<Report> write_derived(results::CampaignFolder const& folder) {
    auto report = read_report(folder);
    if (!report) return report.error();
    if (auto written = results::write_text_file(folder.summary_csv(), to_csv(*report)); !written)
        return written.error();
    if (auto written = results::write_text_file(folder.summary_markdown(), to_markdown(*report)); !written)
        return written.error();
    return report;
}

} // namespace wasmbench::report
