#include "json/place_keeper.hpp"

#include <wasmbench/plan/plan.hpp>

namespace wasmbench::plan {
namespace {

using json::Problem;
using json::Value;

void check_name(Value const& field, std::string const& name) {
    constexpr char const* allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    if (name.find_first_not_of(allowed) != std::string::npos || name.front() == '.')
        throw Problem{field.where(), "\"" + name + "\"",
            "letters, digits, '.', '_' and '-', not beginning with '.', because it names a folder"};
}

/// A length of time that fits the clock's nanoseconds with room to spare.
double read_seconds(Value const& v, bool zero_allowed) {
    auto const seconds = v.amount(zero_allowed);
    if (seconds > static_cast<double>(most_plan_seconds))
        v.refuse("at most " + std::to_string(most_plan_seconds) + " seconds, a year");
    return seconds;
}

Firewall read_firewall(Value const& v) {
    Firewall f;
    f.kind = v.at("kind").choice(firewall_kind_from_string, "off, chain, set");
    if (f.kind == FirewallKind::off) {
        v.only({"kind"}); // a number of rules there would be a misunderstanding
        return f;
    }
    v.only({"kind", "rules"});
    f.rules = v.at("rules").count<std::uint32_t>(0, most_firewall_rules);
    return f;
}

Options read_options(Value const& v) {
    Options options;
    for (auto const& [name, value] : v.members()) options[name] = value.text();
    return options;
}

Density read_density(Value const& v) {
    v.only({"most_instances", "requests", "slower", "memory_bytes", "blocks"});
    Density d;
    d.most_instances = v.at("most_instances").count<std::uint32_t>(2, most_density_instances);
    d.requests = v.at("requests").count<std::uint32_t>(1);
    d.slower = v.at("slower").amount(false);
    if (!(d.slower > 1)) v.at("slower").refuse("a number above 1");
    d.memory_bytes = v.at("memory_bytes").count(1);
    d.blocks = v.at("blocks").count<std::uint32_t>(1);
    return d;
}

Row read_row(Value const& v) {
    v.only({"runtime", "options", "workload", "endpoint", "blocks", "ready_within_seconds", "memory_trials",
        "page_cache", "firewall", "old_options", "base_only", "density"});
    Row row;
    row.runtime = v.at("runtime").non_empty_text();
    row.options = read_options(v.at("options"));
    row.workload = v.at("workload").non_empty_text();
    auto const endpoint = v.at("endpoint");
    row.endpoint = endpoint.text();
    if (!row.endpoint.empty() && row.endpoint.front() != '/')
        throw Problem{endpoint.where(), "\"" + row.endpoint + "\"",
            "a path that begins with '/', or an empty string for a program"};
    if (auto const f = v.find("blocks")) row.blocks = f->count<std::uint32_t>(1);
    if (auto const f = v.find("ready_within_seconds")) row.ready_within_seconds = read_seconds(*f, false);
    if (auto const f = v.find("memory_trials")) row.memory_trials = f->count<std::uint32_t>();
    if (auto const f = v.find("firewall")) row.firewall = read_firewall(*f);
    if (auto const f = v.find("page_cache")) row.page_cache = f->choice(page_cache_from_string, "any, warm, cold");
    if (auto const f = v.find("old_options")) row.old_options = read_options(*f);
    if (auto const f = v.find("base_only")) row.base_only = f->boolean();
    if (auto const f = v.find("density")) row.density = read_density(*f);
    return row;
}

/// A share between 0 and 1, both excluded.
double read_share(Value const& v) {
    auto const share = v.amount(false);
    if (share >= 1) v.refuse("a number above 0 and below 1");
    return share;
}

WarmupUntilStable read_warmup(Value const& v) {
    v.only({"batch_requests", "batches", "within", "most_requests", "most_seconds"});
    WarmupUntilStable w;
    w.batch_requests = v.at("batch_requests").count<std::uint32_t>(1);
    w.batches = v.at("batches").count<std::uint32_t>(2);
    w.within = v.at("within").amount(false);
    w.most_requests = v.at("most_requests").count<std::uint32_t>(1);
    w.most_seconds = v.at("most_seconds").amount(false);
    return w;
}

OldMethod read_old_method(Value const& v) {
    v.only({"warmup_requests", "sequential_requests", "concurrent_requests", "connections", "poll_seconds", "blocks"});
    OldMethod o;
    o.warmup_requests = v.at("warmup_requests").count<std::uint32_t>();
    o.sequential_requests = v.at("sequential_requests").count<std::uint32_t>(1);
    o.concurrent_requests = v.at("concurrent_requests").count<std::uint32_t>(1);
    o.connections = v.at("connections").count<std::uint32_t>(1);
    o.poll_seconds = read_seconds(v.at("poll_seconds"), true);
    o.blocks = v.at("blocks").count<std::uint32_t>(1);
    return o;
}

Precision read_precision(Value const& v) {
    v.only({"metric", "of", "relative_half_width", "confidence", "least_blocks", "most_seconds"});
    Precision p;
    auto known = [](std::string_view name) -> std::optional<std::string> {
        for (auto const metric : precision_metrics)
            if (name == metric) return std::string(metric);
        return std::nullopt;
    };
    p.metric = v.at("metric").choice(
        known, "start/ready, http/service_time, http/throughput, cpu/usage, command/elapsed");
    p.of = v.at("of").choice(precision_of_from_string, "row, ratio");
    p.relative_half_width = read_share(v.at("relative_half_width"));
    p.confidence = read_share(v.at("confidence"));
    p.least_blocks = v.at("least_blocks").count<std::uint32_t>(1);
    if (auto const f = v.find("most_seconds")) p.most_seconds = f->amount(false);
    return p;
}

Scaling read_scaling(Value const& v) {
    v.only({"connections", "seconds", "most_connections", "worse", "blocks"});
    Scaling s;
    s.connections.clear();
    auto const levels = v.at("connections");
    for (auto const& level : levels.elements()) {
        s.connections.push_back(level.count<std::uint32_t>(1));
        if (s.connections.size() > 1 && s.connections.back() <= s.connections[s.connections.size() - 2])
            level.refuse("more connections than in the level before");
    }
    if (s.connections.empty()) throw Problem{levels.where(), "an empty list", "at least one number of connections"};
    s.seconds = read_seconds(v.at("seconds"), false);
    s.most_connections = v.at("most_connections").count<std::uint32_t>();
    s.worse = read_share(v.at("worse"));
    if (auto const f = v.find("blocks")) s.blocks = f->count<std::uint32_t>(1); // plans of earlier builds have none
    return s;
}

TrialSettings read_settings(Value const& v) {
    v.only({"warmup_requests", "sequential_requests", "connections", "concurrent_requests",
        "concurrent_seconds", "load_threads", "ready_within_seconds", "request_timeout_seconds",
        "stop_grace_seconds", "sample_period_seconds", "memory_trials", "warmup_until_stable", "scaling", "old_method"});
    TrialSettings s;
    s.warmup_requests = v.at("warmup_requests").count<std::uint32_t>();
    s.sequential_requests = v.at("sequential_requests").count<std::uint32_t>();
    s.connections = v.at("connections").count<std::uint32_t>(1);
    s.concurrent_requests = v.at("concurrent_requests").count();
    s.concurrent_seconds = read_seconds(v.at("concurrent_seconds"), true);
    s.load_threads = v.at("load_threads").count<std::uint32_t>(1);
    s.ready_within_seconds = read_seconds(v.at("ready_within_seconds"), false);
    s.request_timeout_seconds = read_seconds(v.at("request_timeout_seconds"), false);
    s.stop_grace_seconds = read_seconds(v.at("stop_grace_seconds"), true);
    auto const period = v.at("sample_period_seconds");
    s.sample_period_seconds = read_seconds(period, false);
    if (s.sample_period_seconds < 0.001) period.refuse("at least 0.001: a sampler that asks more often is in the way");
    s.memory_trials = v.at("memory_trials").count<std::uint32_t>();
    if (auto const f = v.find("warmup_until_stable")) s.warmup_until_stable = read_warmup(*f);
    if (auto const f = v.find("scaling")) s.scaling = read_scaling(*f);
    if (auto const f = v.find("old_method")) s.old_method = read_old_method(*f);
    return s;
}

Plan read_plan(Value const& v) {
    Plan p;
    p.schema = json::read_schema(v); // first: a newer file may well have fields that are not known here
    v.only({"schema", "name", "seed", "blocks", "rows", "settings", "precision"});
    auto const name = v.at("name");
    p.name = name.non_empty_text();
    check_name(name, p.name);
    p.seed = v.at("seed").count();
    auto const rows = v.at("rows");
    for (auto const& row : rows.elements()) p.rows.push_back(read_row(row));
    if (p.rows.empty()) throw Problem{rows.where(), "an empty list", "at least one row"};
    auto const blocks = v.at("blocks");
    p.blocks = blocks.count<std::uint32_t>(1);
    if (std::uint64_t{p.blocks} * p.rows.size() > max_trials)
        blocks.refuse("at most " + std::to_string(max_trials) + " trials, that is rows times blocks");
    p.settings = read_settings(v.at("settings"));
    if (auto const f = v.find("precision")) p.precision = read_precision(*f);
    return p;
}

nlohmann::ordered_json options_json(Options const& options) {
    auto out = nlohmann::ordered_json::object();
    for (auto const& [name, value] : options) out[name] = value;
    return out;
}

} // namespace

std::string to_json_text(Plan const& p) {
    using Json = nlohmann::ordered_json;
    auto rows = Json::array();
    for (auto const& r : p.rows) {
        Json row = {{"runtime", r.runtime}, {"options", options_json(r.options)}, {"workload", r.workload},
            {"endpoint", r.endpoint}};
        if (r.blocks) row["blocks"] = *r.blocks;
        if (r.ready_within_seconds) row["ready_within_seconds"] = *r.ready_within_seconds;
        if (r.memory_trials) row["memory_trials"] = *r.memory_trials;
        if (r.page_cache != PageCache::any) row["page_cache"] = to_string(r.page_cache);
        if (auto const& f = r.firewall) {
            row["firewall"] = {{"kind", to_string(f->kind)}};
            if (f->kind != FirewallKind::off) row["firewall"]["rules"] = f->rules;
        }
        if (r.old_options) row["old_options"] = options_json(*r.old_options);
        if (r.base_only) row["base_only"] = true;
        if (auto const& d = r.density)
            row["density"] = {{"most_instances", d->most_instances}, {"requests", d->requests}, {"slower", d->slower},
                {"memory_bytes", d->memory_bytes}, {"blocks", d->blocks}};
        rows.push_back(std::move(row));
    }
    auto const& s = p.settings;
    Json settings = {{"warmup_requests", s.warmup_requests},
        {"sequential_requests", s.sequential_requests}, {"connections", s.connections},
        {"concurrent_requests", s.concurrent_requests}, {"concurrent_seconds", s.concurrent_seconds},
        {"load_threads", s.load_threads}, {"ready_within_seconds", s.ready_within_seconds},
        {"request_timeout_seconds", s.request_timeout_seconds}, {"stop_grace_seconds", s.stop_grace_seconds},
        {"sample_period_seconds", s.sample_period_seconds}, {"memory_trials", s.memory_trials}};
    if (auto const& w = s.warmup_until_stable)
        settings["warmup_until_stable"] = {{"batch_requests", w->batch_requests}, {"batches", w->batches},
            {"within", w->within}, {"most_requests", w->most_requests}, {"most_seconds", w->most_seconds}};
    if (auto const& c = s.scaling)
        settings["scaling"] = {{"connections", c->connections}, {"seconds", c->seconds},
            {"most_connections", c->most_connections}, {"worse", c->worse}, {"blocks", c->blocks}};
    if (auto const& o = s.old_method)
        settings["old_method"] = {{"warmup_requests", o->warmup_requests},
            {"sequential_requests", o->sequential_requests}, {"concurrent_requests", o->concurrent_requests},
            {"connections", o->connections}, {"poll_seconds", o->poll_seconds}, {"blocks", o->blocks}};
    Json document = {{"schema", p.schema}, {"name", p.name}, {"seed", p.seed}, {"blocks", p.blocks},
        {"rows", rows}, {"settings", settings}};
    if (auto const& precision = p.precision) {
        Json goal = {{"metric", precision->metric}, {"of", to_string(precision->of)}, {"relative_half_width", precision->relative_half_width},
            {"confidence", precision->confidence}, {"least_blocks", precision->least_blocks}};
        if (precision->most_seconds) goal["most_seconds"] = *precision->most_seconds;
        document["precision"] = std::move(goal);
    }
    return document.dump(2) + "\n";
}

Result<Plan> plan_from_json(std::string_view text, std::string const& source) {
    return json::read_document(text, "read plan", source, read_plan);
}

} // namespace wasmbench::plan
