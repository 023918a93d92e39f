#include "commands.hpp"
#include "exit_status.hpp"
#include "terminal.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/report/compare_render.hpp>
#include <wasmbench/results/text_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::tool {
namespace {

namespace fs = std::filesystem;

struct CompareChoice {
    std::vector<std::string> folders;
    std::vector<std::string> rows;
    std::vector<std::string> noise;
    report::CompareOptions options;
    std::optional<double> margin_percent;
    std::string json; ///< a file, "-" for stdout, empty for none
    std::string markdown;
    std::string junit;
};

report::Campaign load(fs::path const& folder) {
    return report::read_campaign(results::CampaignFolder::open(folder).value()).value();
}

/// The campaigns of a folder: itself, or, when it has no raw.jsonl, those in it.
std::vector<report::Campaign> campaigns_in(std::string const& name) {
    if (fs::exists(fs::path(name) / "raw.jsonl")) return {load(name)};
    std::vector<fs::path> found;
    std::error_code ec;
    for (auto const& entry : fs::directory_iterator(name, ec))
        if (fs::exists(entry.path() / "raw.jsonl")) found.push_back(entry.path());
    if (found.empty()) {
        Diagnostics d;
        d.stage = "--noise";
        d.subject = name;
        d.expected = "a campaign's folder, or a folder with such folders in it";
        throw Error(errc::invalid_option, std::move(d));
    }
    std::sort(found.begin(), found.end());
    std::vector<report::Campaign> out;
    for (auto const& folder : found) out.push_back(load(folder));
    return out;
}

[[noreturn]] void refuse(char const* stage, std::string subject, char const* expected) {
    Diagnostics d;
    d.stage = stage;
    d.subject = std::move(subject);
    d.expected = expected;
    throw Error(errc::invalid_option, std::move(d));
}

report::Comparison compared(CompareChoice const& c) {
    if (c.rows.empty() && c.folders.size() != 2)
        refuse(
            "compare", fmt::format("{} folder", c.folders.size()), "two campaigns, or one with --rows A B");
    if (!c.rows.empty() && c.folders.size() != 1)
        refuse("compare", fmt::format("{} folders with --rows", c.folders.size()),
            "one campaign, of which two rows are compared");
    std::vector<report::Campaign> noise;
    for (auto const& name : c.noise)
        for (auto& campaign : campaigns_in(name)) noise.push_back(std::move(campaign));
    auto const a = load(c.folders[0]);
    if (!c.rows.empty()) return report::compare_rows(a, c.rows[0], c.rows[1], noise, c.options).value();
    return report::compare_campaigns(a, load(c.folders[1]), noise, c.options).value();
}

/// To a file, or to stdout for "-".
void put(std::string const& where, std::string const& text) {
    if (where.empty()) return;
    if (where == "-")
        fmt::print("{}", text);
    else
        results::write_text_file(where, text).value();
}

int run_compare(CompareChoice& c) {
    if (c.margin_percent) c.options.margin = *c.margin_percent / 100;
    auto const on_stdout = (c.json == "-") + (c.markdown == "-") + (c.junit == "-");
    if (on_stdout > 1) refuse("compare", "several of --json -, --markdown -, --junit -", "one of them on stdout");
    auto const comparison = compared(c);
    // Files first: what cannot be written is an error, and then there is no verdict on stdout.
    put(c.json, report::to_json(comparison));
    put(c.markdown, report::to_markdown(comparison));
    put(c.junit, report::to_junit(comparison));
    if (on_stdout == 0)
        fmt::print("{}", report::to_terminal(comparison, terminal_width()));
    switch (comparison.verdict) {
    case report::Verdict::worse:
        return regressed;
    case report::Verdict::better:
    case report::Verdict::not_worse:
        return not_worse;
    default:
        return inconclusive;
    }
}

} // namespace

void add_compare_command(CLI::App& app, Run& run) {
    auto c = std::make_shared<CompareChoice>();
    auto* command = app.add_subcommand(
        "compare", "Say whether one campaign, or one row of a campaign, is worse than another");
    command->footer("Exit status: 0 not worse, 1 worse, 2 cannot be compared, 3 inconclusive.");
    command->add_option("folder", c->folders, "The campaigns A (the baseline) and B, or one with --rows")
        ->required()
        ->expected(1, 2);
    command
        ->add_option("--rows", c->rows,
            "Two rows of one campaign: runtime/mode/workload/endpoint, or as a report names them")
        ->expected(2);
    command
        ->add_option("--noise", c->noise,
            "Campaigns of the same rows (or folders of such), from which the noise is learned; repeatable")
        ->allow_extra_args(false);
    command->add_option("--margin", c->margin_percent, "The smallest change that counts, in percent")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--confidence", c->options.confidence, "Of each interval")->capture_default_str();
    command
        ->add_option("--metric", c->options.metrics, "Only this figure (cold_start, throughput); repeatable")
        ->allow_extra_args(false);
    command
        ->add_option("--across", c->options.across,
            "A column or fact in which the two may differ (version, os/kernel); repeatable")
        ->allow_extra_args(false);
    command->add_flag("--force", c->options.force, "Compare whatever differs");
    command->add_option("--json", c->json, "Everything as JSON to a file, or - for stdout");
    command->add_option("--markdown", c->markdown, "The same as Markdown to a file, or - for stdout");
    command->add_option("--junit", c->junit, "The verdicts as JUnit XML to a file, or - for stdout");
    command->callback([c, &run] {
        run = [c] {
            try {
                return run_compare(*c);
            } catch (std::exception const& e) { // 3 is a verdict here
                fmt::print(stderr, "wasmbench: {}\n", e.what());
                return static_cast<int>(unusable_input);
            }
        };
    });
}

} // namespace wasmbench::tool
