// Does the phase ledger account for a trial's whole wall time? Real trials of each adapter, the wall time
// measured by another clock, around the runtime's start and the instance's end.
#include "row.hpp"
#include "timed_runtime.hpp"

#include <wasmbench/adapters/docker.hpp>
#include <wasmbench/adapters/native.hpp>
#include <wasmbench/adapters/wasmedge.hpp>
#include <wasmbench/adapters/wasmtime.hpp>
#include <wasmbench/adapters/wasmtime_embedded.hpp>
#include <wasmbench/core/catalog.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/plan/manifest_workload.hpp>
#include <wasmbench/plan/session.hpp>
#include <wasmbench/stats/quantile.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include <support/paths.hpp>

// Its adapter is off where its library is missing, and then has no header here either.
#if __has_include(<wasmbench/adapters/wasmcloud.hpp>)
#include <wasmbench/adapters/wasmcloud.hpp>
#endif

using namespace wasmbench;
using namespace wasmbench::validation;

namespace {

constexpr double least_share = 0.98;
constexpr auto longest_run = std::chrono::seconds(170);

struct Case {
    std::string runtime;
    Options options;
    std::uint32_t blocks;
    bool quick; ///< part of the short version
};

// Every adapter, in each way of starting that has borders of its own.
std::vector<Case> all_cases() {
    return {
        {"native", {}, 7, true},
        {"wasmtime", {{"mode", "jit"}}, 5, false},
        {"wasmtime", {{"mode", "aot"}}, 5, true},
        {"wasmtime-embedded", {}, 5, true},
        {"wasmtime-embedded", {{"start", "deserialise"}}, 5, false},
        {"wasmedge", {{"mode", "interpreter"}}, 5, true},
        {"wasmedge", {{"mode", "aot"}}, 5, false},
        {"docker", {}, 5, false},
        {"docker", {{"via", "cli"}}, 3, false},
        {"wasmcloud", {{"cold", "application"}}, 3, false},
        {"wasmcloud", {{"cold", "lattice"}}, 3, false},
    };
}

std::string options_text(Options const& options) {
    std::string out;
    for (auto const& [name, value] : options) out += (out.empty() ? " " : ",") + name + "=" + value;
    return out;
}

// The ledger of one trial as it was measured.
struct Account {
    std::vector<Measurement> phases; ///< neither the rest nor the whole
    double unattributed = 0;
    double wall = 0;
    std::string failure;
};

class Accounts final : public Observer {
public:
    std::vector<Account> trials;
    std::string skipped_because;

    void trial_starting(RunKey const&) override { trials.emplace_back(); }
    void measured(Measurement const& m) override {
        auto const& name = m.metric.name;
        if (!name.starts_with("phase/")) return;
        if (name == "phase/unattributed")
            trials.back().unattributed = m.samples.at(0).value;
        else if (name == "phase/wall")
            trials.back().wall = m.samples.at(0).value;
        else
            trials.back().phases.push_back(m);
    }
    void failed(RunKey const&, Failure const& f) override { trials.back().failure = to_line(f); }
    void skipped(RunKey const&, std::string_view why) override { skipped_because = why; }
};

double attributed(Account const& a) {
    double sum = 0;
    for (auto const& m : a.phases) sum += m.samples.at(0).value;
    return sum;
}

// "spawn ends after load has begun"; empty: every phase lasts, and none begins before the one before it has
// ended. A phase's sample is at its end. What a double of seconds cannot hold is far below a microsecond.
std::string overlap(Account const& a) {
    auto const end = [](Measurement const& m) { return m.samples.at(0).at; };
    auto phases = a.phases;
    std::sort(phases.begin(), phases.end(), [&](auto const& x, auto const& y) { return end(x) < end(y); });
    for (std::size_t i = 0; i < phases.size(); ++i) {
        auto const value = phases[i].samples.at(0).value;
        if (value <= 0) return phases[i].metric.name + " is not positive";
        auto const begin = end(phases[i]) - from_seconds(value);
        if (i > 0 && begin + std::chrono::microseconds(1) < end(phases[i - 1]))
            return phases[i - 1].metric.name + " overlaps " + phases[i].metric.name;
    }
    return {};
}

double median(std::vector<double> const& values) {
    return stats::quantile(stats::sorted_copy(values), 0.5);
}

// "spawn 0.6 ms 20.1 %, ...": medians over the trials.
std::string table(std::vector<Account> const& trials) {
    std::vector<std::string> names;
    std::map<std::string, std::vector<double>> times, shares;
    auto add = [&](std::string const& name, double value, double wall) {
        if (!times.contains(name)) names.push_back(name);
        times[name].push_back(value);
        shares[name].push_back(value / wall);
    };
    for (auto const& t : trials)
        for (auto const& m : t.phases) add(m.metric.name.substr(6), m.samples.at(0).value, t.wall);
    for (auto const& t : trials) add("unattributed", t.unattributed, t.wall);
    std::string out;
    for (auto const& name : names)
        out += fmt::format("{}{} {:.3f} ms {:.1f} %{}", out.empty() ? "" : ", ", name,
            median(times[name]) * 1e3, median(shares[name]) * 100,
            times[name].size() < trials.size() ? fmt::format(" ({} of {})", times[name].size(), trials.size())
                                               : "");
    return out;
}

class Ledgers {
public:
    Ledgers(Rows& rows, bool quick)
        : rows_(rows)
        , quick_(quick) {
        add(adapters::make_native());
        add(adapters::make_wasmtime());
        add(adapters::make_wasmtime_embedded());
        add(adapters::make_wasmedge());
        add(adapters::make_docker());
#if __has_include(<wasmbench/adapters/wasmcloud.hpp>)
        add(adapters::make_wasmcloud());
#endif
        for (auto const* name : {"hello", "http_service"})
            for (auto& w : plan::load_workloads(support::binary_dir() / "workloads" / name / "manifest.json"))
                catalog_.add(std::move(w));
    }

    void check(Case const& c, std::string const& workload, std::string const& endpoint) {
        Row row{"ledger", c.runtime + options_text(c.options) + " " + workload, "",
            ">= 98 % of the wall time, no overlap", Verdict::not_run};
        auto* const runtime = static_cast<TimedRuntime*>(catalog_.find_runtime(c.runtime));
        if (runtime == nullptr)
            row.figure = "this build has no adapter for it";
        else if (quick_ && !c.quick)
            row.figure = "not part of the quick run";
        else if (SteadyClock::now() > last_begin_)
            row.figure = "no time left for it";
        else if (auto const a = runtime->availability(); !a.usable)
            row.figure = a.reason;
        else
            measure(c, workload, endpoint, *runtime, row);
        rows_.add(row);
    }

private:
    void add(std::unique_ptr<Runtime> runtime) {
        catalog_.add(std::make_unique<TimedRuntime>(std::move(runtime)));
    }

    void measure(Case const& c, std::string const& workload, std::string const& endpoint,
        TimedRuntime& runtime, Row& row) {
        plan::Plan p;
        p.name = "ledger";
        p.seed = 1;
        p.blocks = quick_ ? 3 : c.blocks;
        p.settings.memory_trials = 0; // a run of its own, which no ledger is about
        if (quick_) p.settings.concurrent_requests = p.settings.sequential_requests = 20;
        p.rows = {{c.runtime, c.options, workload, endpoint}};

        runtime.walls.clear();
        Accounts accounts;
        testing::ScratchFolder scratch;
        auto const launcher = make_posix_launcher();
        auto const connector = make_tcp_connector();
        auto const clock = make_system_clock();
        asio::io_context io;
        plan::Session session(catalog_, p, {*launcher, *connector, *clock, scratch.path(), {}, {}}, accounts);
        error_code ec;
        session.async_run(io.get_executor(), [&](error_code e, plan::SessionOutcome) { ec = e; });
        io.run();
        judge(accounts, runtime.walls, ec, row);
    }

    static void judge(Accounts const& accounts, std::vector<double> const& walls, error_code ec, Row& row) {
        row.verdict = Verdict::not_reached;
        if (!accounts.skipped_because.empty()) {
            row.figure = accounts.skipped_because;
            row.verdict = Verdict::not_run;
            return;
        }
        auto const& trials = accounts.trials;
        for (auto const& t : trials)
            if (row.figure = t.failure.empty() ? overlap(t) : t.failure; !row.figure.empty()) return;
        if (ec || trials.empty() || walls.size() != trials.size()) {
            row.figure =
                ec ? ec.message() : fmt::format("{} trials, {} wall times", trials.size(), walls.size());
            return;
        }
        std::vector<double> shares, ratios;
        for (std::size_t i = 0; i < trials.size(); ++i) {
            shares.push_back(attributed(trials[i]) / walls[i]);
            ratios.push_back(trials[i].wall / walls[i]);
        }
        // Medians: one trial in which the harness was not given a processor between two readings says
        // nothing. A share above 1 by more than the other clock can differ would be time counted twice.
        auto const share = median(shares);
        row.figure =
            fmt::format("{:.2f} % of {:.3f} ms (least {:.2f} %, n={}): {}", share * 100, median(walls) * 1e3,
                *std::min_element(shares.begin(), shares.end()) * 100, trials.size(), table(trials));
        if (share >= least_share && share <= 2 - least_share && median(ratios) >= least_share &&
            median(ratios) <= 2 - least_share)
            row.verdict = Verdict::reached;
    }

    Rows& rows_;
    bool quick_;
    Catalog catalog_;
    TimePoint last_begin_ = SteadyClock::now() + longest_run;
};

} // namespace

int main(int argc, char** argv) {
    try {
        Rows rows;
        Ledgers ledgers(rows, is_quick(argc, argv));
        for (auto const& c : all_cases()) {
            // The option that chooses the way of starting a wasmCloud service means nothing for a program.
            auto program = c;
            if (c.runtime == "wasmcloud") program.options.clear();
            if (c.options != Options{{"cold", "lattice"}}) ledgers.check(program, "hello", "");
            ledgers.check(c, "http_service", "/");
        }
        return rows.exit_status();
    } catch (std::exception const& e) {
        std::cerr << "validate-ledger: " << e.what() << '\n';
        return 2;
    }
}
