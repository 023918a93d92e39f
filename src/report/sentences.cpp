#include "sentences.hpp"

#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <string_view>

namespace wasmbench::report {
namespace {

using Sentences = std::vector<std::string>;
using Rows = std::span<Row const>;

/// Above this share of the load generator's threads, the throughput may be the client's limit.
constexpr double client_is_busy = 0.8;

std::string counted(std::uint32_t n, std::string_view noun) {
    return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

void say_extent(Report const& r, Sentences& out) {
    auto sentence = fmt::format("{} of {} trials of {} in {}, seed {}: {} failed, {} skipped, {} discarded",
        r.trials, r.planned, counted(static_cast<std::uint32_t>(r.rows.size()), "row"),
        counted(r.blocks, "block"), r.seed, r.failed, r.skipped, r.discarded);
    if (r.not_reached > 0) sentence += fmt::format(", {} not reached", r.not_reached);
    if (r.disturbed > 0)
        sentence += fmt::format("; {} marked as disturbed by the machine, which are part of the figures",
            counted(r.disturbed, "trial"));
    out.push_back(sentence + ".");
}

void say_end(results::Records const& records, Sentences& out) {
    bool ended = false;
    bool interrupted = false;
    for (auto const& e : records.events)
        if (auto const* end = std::get_if<results::SessionEnded>(&e.what)) {
            ended = true;
            interrupted = end->interrupted;
        }
    if (interrupted)
        out.emplace_back("The session was interrupted: this is the report of the trials until then.");
    if (!ended)
        out.emplace_back(
            "The session did not come to its end (raw.jsonl has no session_ended): the harness is still "
            "running or was killed.");
    if (records.torn)
        out.push_back(
            fmt::format("Line {} of raw.jsonl is torn, as when a writer is killed, and was set aside.",
                records.torn->number));
}

/// Which row of a workload is fastest from launch to answer, by how much, and whether the data can tell.
void say_fastest(Rows rows, Quantity q, std::string_view verb, Sentences& out) {
    std::vector<Row const*> order;
    for (auto const& r : rows)
        if (r.find(q) && r.key.firewall == "off") order.push_back(&r); // another network is another path
    if (order.size() < 2) return;
    std::stable_sort(order.begin(), order.end(),
        [&](Row const* a, Row const* b) { return a->find(q)->value < b->find(q)->value; });
    auto const& first = *order[0]->find(q);
    auto const& second = *order[1]->find(q);
    auto sentence = fmt::format("{}: {} {} fastest, {}; next is {}, {}", workload_name(order[0]->key),
        configuration_name(order[0]->key), verb, figure_text(q, first, true),
        configuration_name(order[1]->key), figure_text(q, second, true));
    if (first.value > 0)
        sentence += fmt::format(", {} times as long", number_text(second.value / first.value));
    if (!first.interval || !second.interval)
        sentence += ". Too few trials to tell whether that is chance";
    else if (first.interval->overlaps(*second.interval))
        sentence += ". The intervals overlap: this order may be chance";
    out.push_back(sentence + ".");
}

void say_state(Rows rows, Sentences& out) {
    auto say = [&](Statefulness state, std::string_view what) {
        Sentences names;
        for (auto const& r : rows)
            if (r.state == state) names.push_back(configuration_name(r.key));
        if (names.empty()) return;
        out.push_back(fmt::format("{} is {} on {}: {}.", workload_name(rows.front().key), to_string(state),
            enumerate(names), what));
    };
    say(Statefulness::stateful,
        "each answer builds on the one before, the counter grows by one with every request");
    say(Statefulness::stateless, "every request meets a new instance, the counter stays at 1. That is a fact "
                                 "about the configuration, not an "
                                 "error");
    say(Statefulness::mixed,
        "the counter neither grows by one with every request nor stays at 1; state was lost on "
        "the way");
}

void say_client_load(Report const& report, std::uint32_t load_threads, Sentences& out) {
    Sentences names;
    for (auto const& r : report.rows) {
        auto const* load = r.find(Quantity::client_load);
        if (load && load->value >= client_is_busy)
            names.push_back(fmt::format("{} on {} ({} %)", workload_name(r.key), configuration_name(r.key),
                value_text(Quantity::client_load, *load)));
    }
    if (names.empty()) return;
    out.push_back(
        fmt::format("The load generator ({}) was busy for {:.0f} % of its time or more in these rows, so "
                    "their throughput may be its limit and not the server's: {}.",
            counted(load_threads, "thread"), client_is_busy * 100, enumerate(names)));
}

/// "foreign_cpu 3, steal 1"
std::string disturbance_text(std::map<std::string, std::uint32_t> const& trials_by_reason) {
    Sentences reasons;
    for (auto const& [reason, trials] : trials_by_reason) reasons.push_back(fmt::format("{} {}", reason, trials));
    return fmt::format("{}", fmt::join(reasons, ", "));
}

// A few rows by name. Of more the numbers, since a list that fills the screen is not read.
void say_disturbed(Report const& report, Sentences& out) {
    constexpr std::size_t most_named = 4;
    Sentences names;
    std::map<std::string, std::uint32_t> all;
    for (auto const& r : report.rows) {
        if (r.disturbed == 0) continue;
        names.push_back(fmt::format("{} on {} ({} of {}: {})", workload_name(r.key), configuration_name(r.key),
            r.disturbed, r.trials, disturbance_text(r.disturbances)));
        for (auto const& [reason, trials] : r.disturbances) all[reason] += trials;
    }
    if (names.empty()) return;
    if (names.size() <= most_named)
        out.push_back("Disturbed trials: " + enumerate(names) + ".");
    else
        out.push_back(fmt::format("Disturbed trials: {}, in {} rows, by reason: {}. summary.csv has them row by row.",
            report.disturbed, names.size(), disturbance_text(all)));
}

} // namespace

Sentences summary_sentences(
    Report const& report, results::Records const& records, std::uint32_t load_threads) {
    Sentences out;
    say_extent(report, out);
    say_end(records, out);
    auto const groups = by_workload(report);
    for (auto rows : groups) {
        if (rows.front().program())
            say_fastest(rows, Quantity::run_time, "runs", out);
        else
            say_fastest(rows, Quantity::cold_start, "starts", out);
    }
    for (auto rows : groups) say_state(rows, out);
    say_client_load(report, load_threads, out);
    say_disturbed(report, out);
    return out;
}

Sentences problem_lines(results::Records const& records) {
    std::vector<std::pair<std::string, std::uint32_t>> found;
    auto add = [&](std::string_view what, RunKey const& key, std::string_view reason) {
        auto line =
            fmt::format("{}: {} on {}: {}", what, workload_name(key), configuration_name(key), reason);
        auto const same =
            std::find_if(found.begin(), found.end(), [&](auto const& f) { return f.first == line; });
        if (same == found.end())
            found.emplace_back(std::move(line), 1);
        else
            ++same->second;
    };
    for (auto const& e : records.events) {
        if (auto const* s = std::get_if<results::Skipped>(&e.what)) add("skipped", s->key, s->reason);
        if (auto const* f = std::get_if<results::Failed>(&e.what)) add("failed", f->key, f->line);
        if (auto const* d = std::get_if<results::Discarded>(&e.what)) add("discarded", d->key, d->reason);
    }
    Sentences out;
    for (auto& [line, times] : found)
        out.push_back(times == 1 ? line : fmt::format("{} ({} times)", line, times));
    return out;
}

} // namespace wasmbench::report
