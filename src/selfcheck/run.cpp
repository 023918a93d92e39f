#include <wasmbench/plan/session.hpp>
#include <wasmbench/probe/cpu_probe.hpp>
#include <wasmbench/probe/smaps_probe.hpp>
#include <wasmbench/selfcheck/empty_runtime.hpp>
#include <wasmbench/selfcheck/known_usage.hpp>
#include <wasmbench/selfcheck/pairs.hpp>
#include <wasmbench/selfcheck/program_workload.hpp>
#include <wasmbench/selfcheck/run.hpp>
#include <wasmbench/selfcheck/stamp_workload.hpp>
#include <wasmbench/selfcheck/start_bench.hpp>
#include <wasmbench/stats/quantile.hpp>

#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include <unistd.h>

namespace wasmbench::selfcheck {
namespace {

// A part's checks, which share its name. A part that throws has one check, with the reason.
class Part {
public:
    Part(std::vector<Check>& out, std::string name)
        : out_(out)
        , name_(std::move(name)) {}

    void add(std::string what, double value, Unit unit, std::optional<double> limit, std::string remark = {}) {
        out_.push_back({name_, std::move(what), value, unit, limit, std::move(remark), {}});
    }
    void not_run(std::string reason) { out_.push_back({name_, {}, 0, Unit::count, {}, {}, std::move(reason)}); }

private:
    std::vector<Check>& out_;
    std::string name_;
};

// How far 1 is outside of the interval.
double distance_from_one(stats::Interval const& i) {
    return std::max({0.0, i.low - 1, 1 - i.high});
}

void same_program(Part& part, Subjects const& s, Settings const& settings) {
    ProgramWorkload const hello(s.programs / "wasmbench-hello", {}, "hello");
    StartBench bench(s.launcher, s.connector, s.clock, s.scratch);
    bench.seconds_to_ready(s.native, hello); // the program's pages are read now
    auto const figures = run_pairs(settings.aa_pairs, settings.seed, Order::paired,
        [&](std::size_t) { return bench.seconds_to_ready(s.native, hello); });
    auto const strict = figures.ratio(0.999);
    auto const usual = figures.ratio(0.95);
    if (!strict.interval || !usual.interval) return part.not_run("too few pairs for an interval");
    auto const remark = fmt::format("{} pairs of {:.2f} ms", settings.aa_pairs,
        1e3 * stats::quantile(stats::sorted_copy(figures.baseline), 0.5));
    part.add("a difference that is none, beyond the 99.9 % interval", distance_from_one(*strict.interval), Unit::ratio, 0.0, remark);
    part.add("what so many pairs tell apart, half the 95 % interval", usual.interval->width() / 2, Unit::ratio, {});
}

void empty_runtime(Part& part, Subjects const& s, Settings const& settings, Limits const& limits) {
    Catalog catalog;
    catalog.add(make_empty_runtime());
    catalog.add(make_empty_workload());
    plan::Plan plan;
    plan.name = "empty";
    plan.seed = settings.seed;
    plan.blocks = settings.empty_trials;
    plan.rows.push_back({"empty", {}, "nothing", {}});
    plan.settings.memory_trials = 0;
    Observer nobody;
    plan::SessionPorts const ports{s.launcher, s.connector, s.clock, s.scratch, {}, {}};
    plan::Session session(catalog, std::move(plan), ports, nobody);
    asio::io_context io;
    error_code error;
    plan::SessionOutcome outcome;
    session.async_run(io.get_executor(), [&](error_code ec, plan::SessionOutcome o) {
        error = ec;
        outcome = o;
    });
    auto const cpu = s.clock.cpu_used();
    auto const wall = s.clock.now();
    io.run();
    auto const n = static_cast<double>(outcome.completed);
    if (error || outcome.completed == 0) return part.not_run(to_line(session.failure()));
    auto const remark = fmt::format("{} trials", outcome.completed);
    part.add("CPU of the harness per trial", to_seconds(s.clock.cpu_used() - cpu) / n, Unit::seconds, limits.own_cpu_per_trial, remark);
    part.add("time per trial", to_seconds(s.clock.now() - wall) / n, Unit::seconds, {});
}

void stamp_target(Part& part, Subjects const& s, Settings const& settings, Limits const& limits) {
    StampWorkload const workload(s.programs / "wasmbench-stamp-target");
    StartBench bench(s.launcher, s.connector, s.clock, s.scratch);
    std::vector<double> late;
    for (std::uint32_t i = 0; i < settings.stamped_starts; ++i) {
        auto const instance = bench.start(s.native, workload);
        late.push_back(to_seconds(readiness_error(instance->timeline(), workload.stamps().value()).value()));
    }
    auto const sorted = stats::sorted_copy(late);
    auto const remark = fmt::format("{} starts", sorted.size());
    part.add("error of ready, median", stats::quantile(sorted, 0.5), Unit::seconds, {}, remark);
    part.add("the same, p95", stats::quantile(sorted, 0.95), Unit::seconds, limits.ready_p95);
    part.add("the same, p99", stats::quantile(sorted, 0.99), Unit::seconds, limits.ready_p99);
}

// What the probe says of the target now, summed over the metrics of these names.
double sampled(Probe& probe, Clock const& clock, std::initializer_list<std::string_view> names) {
    std::vector<double> values(probe.metrics().size());
    probe.sample(clock.now(), values);
    double sum = 0;
    for (auto name : names) {
        auto const it = std::find_if(probe.metrics().begin(), probe.metrics().end(), [&](Metric const& m) { return m.name == name; });
        sum += it == probe.metrics().end() ? std::numeric_limits<double>::quiet_NaN()
                                           : values[static_cast<std::size_t>(it - probe.metrics().begin())];
    }
    return sum;
}

double pss_of(Subjects const& s, double mib) {
    KnownUsage const target(s.programs / "wasmbench-known-usage", {"private-memory", fmt::format("{:g}", mib)});
    probe::SmapsProbe probe;
    probe.attach(target.tree());
    return sampled(probe, s.clock, {"memory/pss"});
}

void known_memory(Part& part, Subjects const& s, Settings const& settings, Limits const& limits) {
    // Beside the same program with nothing: what is tried is the probe, not the size of a C library.
    auto const found = pss_of(s, settings.memory_mib) - pss_of(s, 0);
    auto const asked = settings.memory_mib * 1024 * 1024;
    if (std::isnan(found)) return part.not_run("the proportional set size cannot be read here");
    part.add("error of the memory of a process tree (PSS)", std::abs(found - asked) / asked, Unit::ratio, limits.memory,
        fmt::format("{} of {}", figure_text(found, Unit::bytes), figure_text(asked, Unit::bytes)));
}

void known_cpu(Part& part, Subjects const& s, Settings const& settings, Limits const& limits) {
    KnownUsage target(s.programs / "wasmbench-known-usage", {"burn-cpu", fmt::format("{:g}", settings.burn_seconds)});
    probe::CpuProbe probe;
    probe.attach(target.tree());
    auto const before = sampled(probe, s.clock, {"cpu/user", "cpu/system"});
    target.once_more();
    auto const found = sampled(probe, s.clock, {"cpu/user", "cpu/system"}) - before;
    auto const tick = 1.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
    part.add("error of the CPU time of a process tree", std::abs(found - settings.burn_seconds) / settings.burn_seconds, Unit::ratio,
        std::max(limits.cpu, tick / settings.burn_seconds),
        fmt::format("{} of {}", figure_text(found, Unit::seconds), figure_text(settings.burn_seconds, Unit::seconds)));
}

} // namespace

std::vector<Check> run(Subjects const& subjects, Settings const& settings, Limits const& limits,
    std::function<void(std::string_view part)> const& begin) {
    std::vector<Check> out;
    auto const part = [&](char const* name, auto const& body) {
        if (begin) begin(name);
        Part p(out, name);
        try {
            body(p);
        } catch (std::exception const& e) {
            p.not_run(e.what());
        }
    };
    part("A against A", [&](Part& p) { same_program(p, subjects, settings); });
    part("empty runtime", [&](Part& p) { empty_runtime(p, subjects, settings, limits); });
    part("stamp target", [&](Part& p) { stamp_target(p, subjects, settings, limits); });
    part("known memory", [&](Part& p) { known_memory(p, subjects, settings, limits); });
    part("known CPU time", [&](Part& p) { known_cpu(p, subjects, settings, limits); });
    return out;
}

} // namespace wasmbench::selfcheck
