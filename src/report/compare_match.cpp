#include "compare_match.hpp"

#include "environment_excerpt.hpp"

#include <wasmbench/report/row_name.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace wasmbench::report {
namespace {

/// Groups of environment.json that decide speed, and single facts of groups that otherwise do not.
constexpr std::array<std::string_view, 16> decisive = {"cpu", "virtualisation", "cgroup", "os", "clock",
    "power", "harness", "artifacts", "workloads", "memory/total", "memory/page_size",
    "memory/transparent_huge_pages", "memory/numa_nodes", "memory/swap_total", "network/listen_backlog",
    "process/root"};

/// Counters and settings in those groups that change while nothing else does, or that no measurement feels.
constexpr std::array<std::string_view, 4> passing = {
    "cpu/steal_ticks", "cpu/steal_ratio", "os/perf_event_paranoid", "clock/available"};

bool is_in(std::string_view group, std::string_view name) {
    return name == group ||
           (name.starts_with(group) && name.size() > group.size() && name[group.size()] == '/');
}

bool decides_speed(std::string_view name) {
    auto const in = [name](std::string_view group) { return is_in(group, name); };
    return std::any_of(decisive.begin(), decisive.end(), in) &&
           std::none_of(passing.begin(), passing.end(), in);
}

void add_plan(plan::TrialSettings const& s, std::map<std::string, std::string>& out) {
    auto add = [&out](std::string_view name, auto value) {
        out[fmt::format("plan/{}", name)] = fmt::format("{}", value);
    };
    add("warmup_requests", s.warmup_requests);
    add("sequential_requests", s.sequential_requests);
    add("connections", s.connections);
    add("concurrent_seconds", s.concurrent_seconds);
    if (s.concurrent_seconds <= 0) add("concurrent_requests", s.concurrent_requests);
    add("load_threads", s.load_threads);
    add("sample_period_seconds", s.sample_period_seconds);
}

bool knows_machine(std::map<std::string, std::string> const& facts) {
    return std::any_of(
        facts.begin(), facts.end(), [](auto const& fact) { return !fact.first.starts_with("plan/"); });
}

} // namespace

std::vector<Difference> differences(RunKey const& a, RunKey const& b) {
    std::vector<Difference> out;
    auto const columns_a = key_columns(a);
    auto const columns_b = key_columns(b);
    for (std::size_t i = 0; i < columns_a.size(); ++i)
        if (columns_a[i].second != columns_b[i].second)
            out.push_back({columns_a[i].first, columns_a[i].second, columns_b[i].second});
    return out;
}

bool is_allowed(std::vector<std::string> const& across, std::string_view name) {
    return std::any_of(
        across.begin(), across.end(), [name](std::string const& allowed) { return is_in(allowed, name); });
}

std::map<std::string, std::string> speed_facts(Campaign const& campaign) {
    std::map<std::string, std::string> out;
    if (auto const excerpt = environment_excerpt(campaign.environment))
        for (auto const& [name, value] : excerpt->facts)
            if (decides_speed(name) && !value.empty()) out[name] = value;
    add_plan(campaign.plan.settings, out);
    return out;
}

std::vector<Difference> differences(Campaign const& a, Campaign const& b) {
    auto const facts_a = speed_facts(a);
    auto const facts_b = speed_facts(b);
    std::vector<Difference> out;
    auto const known_a = knows_machine(facts_a);
    auto const known_b = knows_machine(facts_b);
    if (!known_a || !known_b)
        out.push_back({"environment.json", known_a ? "known" : "missing or unreadable",
            known_b ? "known" : "missing or unreadable"});
    auto names = facts_a;
    names.insert(facts_b.begin(), facts_b.end());
    for (auto const& [name, value] : names) {
        if ((!known_a || !known_b) && !name.starts_with("plan/")) continue;
        auto const in_a = facts_a.find(name);
        auto const in_b = facts_b.find(name);
        auto const text_a = in_a == facts_a.end() ? "not known" : in_a->second;
        auto const text_b = in_b == facts_b.end() ? "not known" : in_b->second;
        if (text_a != text_b) out.push_back({name, text_a, text_b});
    }
    return out;
}

std::vector<std::pair<std::size_t, std::size_t>> matched_rows(std::vector<ValuedRow> const& a,
    std::vector<ValuedRow> const& b, std::vector<std::string> const& columns) {
    struct Candidate {
        std::size_t columns, in_a, in_b;
    };
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < b.size(); ++j) {
            auto const differs = differences(a[i].key, b[j].key);
            bool const one_thing = std::all_of(differs.begin(), differs.end(),
                [&](Difference const& d) { return is_allowed(columns, d.name); });
            if (one_thing) candidates.push_back({differs.size(), i, j});
        }
    std::stable_sort(candidates.begin(), candidates.end(),
        [](Candidate const& x, Candidate const& y) { return x.columns < y.columns; });
    std::vector<bool> used_a(a.size());
    std::vector<bool> used_b(b.size());
    std::vector<std::pair<std::size_t, std::size_t>> out;
    for (auto const& c : candidates) {
        if (used_a[c.in_a] || used_b[c.in_b]) continue;
        used_a[c.in_a] = used_b[c.in_b] = true;
        out.emplace_back(c.in_a, c.in_b);
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace wasmbench::report
