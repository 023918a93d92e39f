#include "load_text.hpp"

#include "terminal.hpp"

#include <fmt/format.h>

#include <iterator>
#include <string_view>
#include <vector>

namespace wasmbench::tool {
namespace {

constexpr double shown_columns[] = {0.5, 0.9, 0.99, 0.999, 0.9999, 1.0};

/// One row of the table of times: a name and its percentiles.
struct Row {
    std::string_view name;
    stats::Histogram const* times;
    stats::Histogram const* unanswered = nullptr;
};

std::string figure(Row const& row, double q, bool& any_bound) {
    stats::Histogram const none(row.times->range());
    auto const p = load::percentile(*row.times, row.unanswered != nullptr ? *row.unanswered : none, q);
    any_bound = any_bound || p.at_least;
    return (p.at_least ? ">=" : "") + time_text(static_cast<double>(p.ns) * 1e-9);
}

std::vector<Row> rows(load::LoadPlan const& plan, load::LoadResult const& r) {
    std::vector<Row> out;
    if (plan.options.arrival) out.push_back({"response time", &r.response_time, &r.response_time_unanswered});
    out.push_back({"service time", &r.service_time, &r.service_time_unanswered});
    if (!r.total_time.empty()) out.push_back({"with connecting", &r.total_time});
    if (!r.total_time.empty()) out.push_back({"connect", &r.connect_time});
    if (plan.options.arrival) out.push_back({"send lateness", &r.send_lateness});
    if (!r.read_delay.empty()) out.push_back({"read delay", &r.read_delay});
    std::erase_if(out, [](Row const& row) {
        return row.times->empty() && (row.unanswered == nullptr || row.unanswered->empty());
    });
    return out;
}

void table(std::string& text, load::LoadPlan const& plan, load::LoadResult const& r) {
    auto const all = rows(plan, r);
    if (all.empty()) return;
    auto const out = std::back_inserter(text);
    fmt::format_to(out, "\n  {:<16}", "");
    for (double const q : shown_columns)
        fmt::format_to(out, "{:>11}", q == 1.0 ? "max" : fmt::format("p{:g}", q * 100));
    text += '\n';
    bool any_bound = false;
    for (auto const& row : all) {
        fmt::format_to(out, "  {:<16}", row.name);
        for (double const q : shown_columns) fmt::format_to(out, "{:>11}", figure(row, q, any_bound));
        text += '\n';
    }
    text += '\n';
    if (plan.options.arrival)
        text += "  response time: from the planned moment; service time: from the send; send lateness: "
                "between the two\n";
    else
        text += "  service time: from the send to the complete answer\n";
    if (!r.read_delay.empty())
        text += "  read delay: how long an answer lay in the kernel; part of the service time and made by "
                "this client\n";
    if (any_bound)
        text += "  >=: requests without an answer are among these; their times are at least so long\n";
}

void accounts(std::string& text, load::LoadResult const& r) {
    auto const& c = r.counts;
    auto const out = std::back_inserter(text);
    fmt::format_to(out, "\n  planned {} = {} correct + {} failed + {} outstanding + {} never sent\n",
        c.planned, c.ok, c.failed(), c.outstanding, c.never_sent);
    for (auto const e : load::all_error_classes)
        if (c.error(e) != 0) fmt::format_to(out, "    {}: {}\n", to_string(e), c.error(e));
    if (r.first_error) fmt::format_to(out, "    first error: {}\n", r.first_error->detail);
    if (r.delayed != 0)
        fmt::format_to(
            out, "  {} requests found no free connection when they were due and went out late\n", r.delayed);
}

void client(std::string& text, load::LoadResult const& r) {
    auto const out = std::back_inserter(text);
    auto const done = r.counts.ok + r.counts.failed();
    fmt::format_to(out, "\n  {}: {}\n", to_string(r.verdict.bottleneck), r.verdict.reason);
    for (auto const& line : r.verdict.evidence) fmt::format_to(out, "    {}\n", line);
    if (done > 0)
        fmt::format_to(out, "    CPU of the client: {} per request{}\n",
            time_text((r.cpu_seconds - r.spin_seconds) / static_cast<double>(done)),
            r.spin_seconds > 0 ? fmt::format(", and {} looking at the clock", time_text(r.spin_seconds))
                               : "");
}

} // namespace

std::string load_text(load::LoadPlan const& plan, load::LoadResult const& r) {
    std::string text;
    fmt::format_to(std::back_inserter(text),
        "  {} correct answers in {} = {:.1f} req/s  ({}; {} connection{}, {})\n", r.answered_in_window,
        time_text(r.window_seconds()), r.throughput(), to_string(r.ending), plan.options.connections,
        plan.options.connections == 1 ? "" : "s", plan.options.arrival ? "open loop" : "closed loop");
    table(text, plan, r);
    accounts(text, r);
    client(text, r);
    return text;
}

} // namespace wasmbench::tool
