#include "study_design.hpp"

#include "time_unit.hpp"

#include <wasmbench/core/error.hpp>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace wasmbench::tool {
namespace {

/// Many enough that a precision and not this number ends a session of rows that can reach it.
constexpr std::uint32_t default_most_blocks = 200;

[[noreturn]] void refuse(std::string subject, std::string expected) {
    Diagnostics d;
    d.stage = "study";
    d.subject = std::move(subject);
    d.expected = std::move(expected);
    throw Error(errc::invalid_option, std::move(d));
}

template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// "5%" or "http/throughput=3%".
plan::Precision precision(StudyDesign const& design) {
    plan::Precision p;
    std::string_view text = design.precision;
    if (auto const equals = text.find('='); equals != text.npos) {
        p.metric = std::string(text.substr(0, equals));
        text.remove_prefix(equals + 1);
    }
    auto const& known = plan::precision_metrics;
    std::string expected = "a half width such as 5%, or METRIC=5% with one of";
    for (auto const metric : known) expected += " " + std::string(metric);
    auto const percent = text.ends_with('%') ? number<double>(text.substr(0, text.size() - 1)) : std::nullopt;
    if (std::find(known.begin(), known.end(), p.metric) == known.end() || !percent || !(*percent > 0 && *percent < 100))
        refuse("--precision " + design.precision, expected);
    p.relative_half_width = *percent / 100;
    p.of = plan::precision_of_from_string(design.precision_of).value();
    p.most_seconds = design.most_seconds;
    return p;
}

void set_warm_up(std::string const& text, plan::TrialSettings& settings) {
    if (text.empty()) return;
    if (text == "until-stable") {
        settings.warmup_until_stable.emplace();
        return;
    }
    auto const requests = number<std::uint32_t>(text);
    if (!requests) refuse("--warm-up " + text, "a number of requests, or until-stable");
    settings.warmup_requests = *requests;
}

/// Each row in each condition, the rows of one condition after the other.
void multiply_rows(std::vector<std::string> const& conditions, std::vector<plan::Row>& rows) {
    if (conditions.empty()) return;
    auto const all = std::exchange(rows, {});
    for (auto const& condition : conditions)
        for (auto row : all) {
            row.page_cache = page_cache_from_string(condition).value();
            rows.push_back(std::move(row));
        }
}

} // namespace

void add_design_options(CLI::App& command, StudyDesign& d) {
    auto const group = "Design";
    auto* goal = command.add_option("--precision", d.precision,
        "Go on until every row's median is known so well at 95 % confidence: 5% (of the time to the first answer) "
        "or METRIC=5%");
    goal->group(group)->excludes(command.get_option("--blocks"));
    command
        .add_option("--precision-of", d.precision_of,
            "row: of each row; ratio: of its ratio to the first row of the same workload")
        ->check(CLI::IsMember({"row", "ratio"}))
        ->capture_default_str()
        ->needs(goal)
        ->group(group);
    command.add_option("--most-blocks", d.most_blocks, "Stop after so many blocks all the same (default 200)")
        ->check(CLI::Range(1u, 100000u))
        ->needs(goal)
        ->group(group);
    command.add_option("--most-time", d.most_seconds, "Begin no block after so long, such as 20m")
        ->transform(seconds())
        ->check(CLI::PositiveNumber)
        ->needs(goal)
        ->group(group);
    command
        .add_option("--warm-up", d.warm_up,
            "Of a service: a number of requests, or until-stable: until the medians of batches have settled")
        ->group(group);
    command.add_flag("--scaling", d.scaling, "Of a service: throughput with 1, 2, 4, 8 and more connections")->group(group);
    command
        .add_option("--page-cache", d.page_cache,
            "Where files are before a start: any (as they are), warm, cold; several, separated by commas, make a row "
            "each")
        ->delimiter(',')
        ->check(CLI::IsMember({"any", "warm", "cold"}))
        ->group(group);
}

void apply(StudyDesign const& design, plan::Plan& plan) {
    if (!design.precision.empty()) {
        plan.precision = precision(design);
        plan.blocks = design.most_blocks.value_or(default_most_blocks);
        plan.precision->least_blocks = std::min(plan.precision->least_blocks, plan.blocks);
    }
    set_warm_up(design.warm_up, plan.settings);
    if (design.scaling && !plan.settings.scaling) plan.settings.scaling.emplace();
    multiply_rows(design.page_cache, plan.rows);
}

} // namespace wasmbench::tool
