#include "load_json.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace wasmbench::tool {
namespace {

using nlohmann::ordered_json;

constexpr double shown[] = {0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999};

double seconds(std::uint64_t ns) {
    return static_cast<double>(ns) * 1e-9;
}

ordered_json times(stats::Histogram const& h, stats::Histogram const* unanswered = nullptr) {
    ordered_json j;
    stats::Histogram const none(h.range());
    auto const& censored = unanswered != nullptr ? *unanswered : none;
    j["count"] = h.count();
    if (unanswered != nullptr) j["unanswered"] = censored.count();
    if (h.empty() && censored.empty()) return j;
    if (!h.empty()) {
        j["min"] = seconds(h.min());
        j["mean"] = h.mean() * 1e-9;
    }
    auto lower_bounds = ordered_json::array();
    auto put = [&](std::string const& name, double q) {
        auto const p = load::percentile(h, censored, q);
        j[name] = seconds(p.ns);
        if (p.at_least) lower_bounds.push_back(name);
    };
    for (double const q : shown) put(fmt::format("p{:g}", q * 100), q);
    put("max", 1.0);
    if (!lower_bounds.empty()) j["lower_bounds"] = lower_bounds;
    if (h.overflow() > 0) j["overflow"] = h.overflow();
    return j;
}

void counts(ordered_json& j, load::LoadCounts const& c) {
    j["planned"] = c.planned;
    j["ok"] = c.ok;
    j["errors"] = ordered_json::object();
    for (auto const e : load::all_error_classes) j["errors"][std::string(to_string(e))] = c.error(e);
    j["outstanding"] = c.outstanding;
    j["never_sent"] = c.never_sent;
}

} // namespace

ordered_json load_json(load::LoadPlan const& plan, load::LoadResult const& r) {
    ordered_json j;
    counts(j, r.counts);
    j["ending"] = to_string(r.ending);
    j["throughput"] = r.throughput();
    j["window_seconds"] = r.window_seconds();
    if (r.first_error)
        j["first_error"] = {
            {"class", to_string(r.first_error->error_class)}, {"detail", r.first_error->detail}};
    j["service_time_seconds"] = times(r.service_time, &r.service_time_unanswered);
    if (plan.options.arrival) {
        j["response_time_seconds"] = times(r.response_time, &r.response_time_unanswered);
        j["send_lateness_seconds"] = times(r.send_lateness);
        j["delayed"] = r.delayed;
    }
    j["first_byte_seconds"] = times(r.first_byte_time);
    if (!r.connect_time.empty()) j["connect_seconds"] = times(r.connect_time);
    if (!r.total_time.empty()) j["total_seconds"] = times(r.total_time);
    j["read_delay_seconds"] = times(r.read_delay);
    j["loop_lag_seconds"] = times(r.loop_lag);
    auto const done = r.counts.ok + r.counts.failed();
    j["client_cpu_seconds"] = r.cpu_seconds;
    if (done > 0)
        j["client_cpu_seconds_per_request"] = (r.cpu_seconds - r.spin_seconds) / static_cast<double>(done);
    j["spin_seconds"] = r.spin_seconds;
    j["verdict"] = to_string(r.verdict.bottleneck);
    j["verdict_reason"] = r.verdict.reason;
    j["evidence"] = r.verdict.evidence;
    j["connections"] = plan.options.connections;
    j["threads"] = plan.options.threads;
    j["connections_opened"] = r.connections_opened;
    j["bytes_read"] = r.bytes_read;
    j["warmup"] = ordered_json::object();
    counts(j["warmup"], r.warmup);
    return j;
}

} // namespace wasmbench::tool
