// A difference that was put in, found again: +2 % on a CPU task of 20 ms, +5 % on a cold start. Each trial is a comparison of
// its own, paired and randomised, on the machine as it is.

#include "binomial.hpp"
#include "foreign_work.hpp"
#include "programs.hpp"
#include "row.hpp"
#include "stamped_start.hpp"

#include <wasmbench/selfcheck/pairs.hpp>
#include <wasmbench/stats/quantile.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::validation;

namespace {

constexpr double least_found = 0.90;
constexpr double most_seconds = 60;

struct Size {
    std::uint32_t trials;
    double chance; ///< the target is missed when as few finds have less than this chance at 90 %
};
constexpr Size whole{100, 0.5}; // with 100 trials: 90 or more
constexpr Size quick{4, 0.001};

struct Effect {
    std::string what;
    std::uint32_t pairs; ///< of one trial
    selfcheck::Trial trial;
};

void run(Rows& rows, Size const& size, Effect const& effect) {
    ForeignWork const noise;
    std::size_t found = 0;
    std::vector<double> seconds, ratios;
    for (std::uint32_t i = 0; i < size.trials; ++i) {
        auto const begin = SteadyClock::now();
        auto const figures =
            selfcheck::run_pairs(effect.pairs, std::random_device{}(), selfcheck::Order::paired, effect.trial);
        seconds.push_back(to_seconds(SteadyClock::now() - begin));
        auto const r = figures.ratio(0.95);
        ratios.push_back(r.ratio);
        if (r.interval && r.interval->low > 1) ++found;
    }
    auto const longest = *std::max_element(seconds.begin(), seconds.end());
    auto const disturbed = noise.remark();
    // The target is a share that was seen, so the whole run counts; the quick one is too small for that.
    bool const often = size.trials < 100 ? chance_of_at_most(found, size.trials, least_found) >= size.chance
                                         : static_cast<double>(found) >= least_found * size.trials;
    bool const good = often && longest <= most_seconds;
    auto const median = [](std::vector<double> const& v) { return stats::quantile(stats::sorted_copy(v), 0.5); };
    rows.add({"power", effect.what,
        fmt::format("{} of {} trials, at least {:.0f} % (95 % bound); {} pairs and {:.1f} s each (at most {:.1f}), found {:+.2f} %{}{}",
            found, size.trials, 100 * share_at_least(found, size.trials), effect.pairs, median(seconds), longest,
            100 * (median(ratios) - 1), disturbed.empty() ? "" : "; ", disturbed),
        "found in >= 90 %, <= 60 s each", good ? Verdict::reached : disturbed.empty() ? Verdict::not_reached : Verdict::noisy});
}

double median_of(std::uint32_t n, std::function<double()> const& figure) {
    std::vector<double> v;
    for (std::uint32_t i = 0; i < n; ++i) v.push_back(figure());
    return stats::quantile(stats::sorted_copy(v), 0.5);
}

Effect cpu_effect(ProgramBench& bench) {
    auto const updates = bench.updates_for(0.020);
    auto const taken = median_of(11, [&] { return bench.run(cpu_task(updates)); });
    auto const without = median_of(11, [&] { return bench.run(cpu_task(1)); });
    // 2 % of the whole task, all of it in the updates.
    auto const more = std::lround(static_cast<double>(updates) * (1 + 0.02 * taken / (taken - without)));
    return {fmt::format("+2 % on a CPU task of {:.1f} ms", 1e3 * taken), 60, [&bench, updates, more](std::size_t side) {
                auto const task = cpu_task(side == 0 ? updates : more);
                return bench.run(task);
            }};
}

// What the harness itself calls a cold start: from the launch to the first correct answer.
double cold_start(StampBench& bench, long work) {
    auto const s = bench.watched({.wait_us = 0, .work = work});
    return to_seconds(s.timeline.between(marks::launch, marks::ready).value());
}

Effect cold_start_effect(StampBench& bench) {
    constexpr long work = 3'000'000;
    auto const taken = median_of(21, [&] { return cold_start(bench, work); });
    auto const without = median_of(21, [&] { return cold_start(bench, 0); });
    auto const more = std::lround(static_cast<double>(work) * (1 + 0.05 * taken / (taken - without)));
    return {fmt::format("+5 % on a cold start of {:.1f} ms", 1e3 * taken), 100,
        [&bench, more](std::size_t side) { return cold_start(bench, side == 0 ? work : more); }};
}

} // namespace

int main(int argc, char** argv) {
    auto const& size = is_quick(argc, argv) ? quick : whole;
    try {
        Rows rows;
        ProgramBench programs;
        run(rows, size, cpu_effect(programs));
        StampBench starts;
        run(rows, size, cold_start_effect(starts));
        return rows.exit_status();
    } catch (std::exception const& e) {
        std::cerr << "wasmbench-validate-power: " << e.what() << '\n';
        return 2;
    }
}
