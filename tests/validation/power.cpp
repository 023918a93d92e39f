// A difference that was put in, found again: +2 % on a CPU task of 20 ms, +5 % on a cold start. Each trial is a comparison of
// its own, paired and randomised, on the machine as it is; it goes on until the sequential rule has decided, at most for the time
// that is allowed.

#include "binomial.hpp"
#include "foreign_work.hpp"
#include "programs.hpp"
#include "row.hpp"
#include "stamped_start.hpp"

#include <wasmbench/selfcheck/pairs.hpp>
#include <wasmbench/stats/quantile.hpp>
#include <wasmbench/stats/stopping.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <functional>
#include <iostream>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::validation;

namespace {

constexpr double least_found = 0.90;
constexpr double most_seconds = 60;
constexpr std::uint32_t most_pairs = 20'000;

struct Size {
    std::uint32_t trials;
    double chance; ///< the target is missed when as few finds have less than this chance at 90 %
    double capped_at; ///< seconds of a comparison, so that the pair that is under way ends in time
    double effect;    ///< times what is put in
};
constexpr Size whole{100, 0.5, 55, 1}; // with 100 trials: 90 or more
// In seconds, on a machine whose clock changes by more than 2 % from run to run, only larger effects can be found.
constexpr Size quick{4, 0.001, 8, 5};

struct Effect {
    std::string what;
    selfcheck::Trial trial;
};

struct Comparison {
    bool found = false; ///< the interval of candidate : baseline lies above 1
    double ratio = 1;
    double seconds = 0;
    double pairs = 0;
};

Comparison compare(Effect const& effect, double capped_at) {
    // No width is asked for: only whether there is a difference.
    auto const rule = stats::stop_at_decision({.relative_half_width = 1e-6, .confidence = 0.95, .least = 12}, 0);
    auto const begin = SteadyClock::now();
    auto const seconds = [&] { return to_seconds(SteadyClock::now() - begin); };
    selfcheck::run_pairs(most_pairs, std::random_device{}(), selfcheck::Order::paired, effect.trial,
        [&](selfcheck::Pairs const& p) {
            rule->add(std::log(p.candidate.back()) - std::log(p.baseline.back()));
            return rule->satisfied() || seconds() >= capped_at;
        });
    auto const interval = rule->interval();
    return {interval && interval->low > 1, rule->estimate(), seconds(), static_cast<double>(rule->count())};
}

void run(Rows& rows, Size const& size, Effect const& effect) {
    ForeignWork const noise;
    std::size_t found = 0;
    std::vector<double> seconds, ratios, pairs;
    for (std::uint32_t i = 0; i < size.trials; ++i) {
        auto const c = compare(effect, size.capped_at);
        seconds.push_back(c.seconds);
        ratios.push_back(c.ratio);
        pairs.push_back(c.pairs);
        found += c.found ? 1 : 0;
        if ((i + 1) % 10 == 0) std::cerr << fmt::format("power: {}: {} of {} found so far\n", effect.what, found, i + 1);
    }
    auto const longest = *std::max_element(seconds.begin(), seconds.end());
    auto const disturbed = noise.remark();
    // The target is a share that was seen, so the whole run counts; the quick one is too small for that.
    bool const often = size.trials < 100 ? chance_of_at_most(found, size.trials, least_found) >= size.chance
                                         : static_cast<double>(found) >= least_found * size.trials;
    bool const good = often && longest <= most_seconds;
    auto const median = [](std::vector<double> const& v) { return stats::quantile(stats::sorted_copy(v), 0.5); };
    rows.add({"power", effect.what,
        fmt::format("{} of {} trials, at least {:.0f} % (95 % bound); stopped after {:.0f} pairs and {:.1f} s (at most {:.1f}), {:+.2f} % seen{}{}",
            found, size.trials, 100 * share_at_least(found, size.trials), median(pairs), median(seconds), longest,
            100 * (median(ratios) - 1), disturbed.empty() ? "" : "; ", disturbed),
        "found in >= 90 %, <= 60 s each", good ? Verdict::reached : disturbed.empty() ? Verdict::not_reached : Verdict::noisy});
}

double median_of(std::uint32_t n, std::function<double()> const& figure) {
    std::vector<double> v;
    for (std::uint32_t i = 0; i < n; ++i) v.push_back(figure());
    return stats::quantile(stats::sorted_copy(v), 0.5);
}

Effect cpu_effect(ProgramBench& bench, double times) {
    auto const updates = bench.updates_for(0.020);
    auto const taken = median_of(11, [&] { return bench.run(cpu_task(updates)); });
    auto const without = median_of(11, [&] { return bench.run(cpu_task(1)); });
    // 2 % of the whole task, all of it in the updates.
    auto const more = std::lround(static_cast<double>(updates) * (1 + 0.02 * times * taken / (taken - without)));
    return {fmt::format("+{:g} % on a CPU task of {:.1f} ms", 2 * times, 1e3 * taken), [&bench, updates, more](std::size_t side) {
                auto const task = cpu_task(side == 0 ? updates : more);
                return bench.run(task);
            }};
}

// What the harness itself calls a cold start: from the launch to the first correct answer.
double cold_start(StampBench& bench, long work) {
    auto const s = bench.watched({.wait_us = 0, .work = work});
    return to_seconds(s.timeline.between(marks::launch, marks::ready).value());
}

Effect cold_start_effect(StampBench& bench, double times) {
    constexpr long work = 3'000'000;
    auto const taken = median_of(21, [&] { return cold_start(bench, work); });
    auto const without = median_of(21, [&] { return cold_start(bench, 0); });
    auto const more = std::lround(static_cast<double>(work) * (1 + 0.05 * times * taken / (taken - without)));
    return {fmt::format("+{:g} % on a cold start of {:.1f} ms", 5 * times, 1e3 * taken),
        [&bench, more](std::size_t side) { return cold_start(bench, side == 0 ? work : more); }};
}

} // namespace

int main(int argc, char** argv) {
    auto const& size = is_quick(argc, argv) ? quick : whole;
    try {
        Rows rows;
        ProgramBench programs;
        run(rows, size, cpu_effect(programs, size.effect));
        StampBench starts;
        run(rows, size, cold_start_effect(starts, size.effect));
        return rows.exit_status();
    } catch (std::exception const& e) {
        std::cerr << "wasmbench-validate-power: " << e.what() << '\n';
        return 2;
    }
}
