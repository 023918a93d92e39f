/// Do intervals cover the truth when the run stopped because of them? Simulated streams with a known truth
/// run until their rule is satisfied.
///
/// A value is truth * exp(scatter * z). The families differ in the noise z and in how successive ones depend
/// on each other; the scatter differs from stream to stream, log-uniformly between `least_scatter` and
/// `greatest_scatter`, as runtimes do in a study. The goal is the same everywhere.
///
/// What it cost is compared with
/// - the fixed count: what a plan made before the run has to take that knows as much as the rule does, namely
/// the
///   goal and that a stream may be any of these: the smallest number at which 95 % of the streams of the
///   worst family at the greatest scatter have an interval that narrow;
/// - the own count: the same, were the family known but not the scatter;
/// - the oracle: the number that would be just enough on average, were the family and the scatter known.
#include "row.hpp"

#include <wasmbench/stats/hodges_lehmann.hpp>
#include <wasmbench/stats/quantile.hpp>
#include <wasmbench/stats/random.hpp>
#include <wasmbench/stats/stopping.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <numbers>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace wasmbench;
using stats::Interval;
using stats::StoppingGoal;
using stats::StoppingRule;
using stats::Xoshiro256;

constexpr double least_scatter = 0.1;
constexpr double greatest_scatter = 0.3;
constexpr double truth = 12.5;
constexpr StoppingGoal goal{0.05, 0.95, 12};
constexpr std::size_t most_values = 20'000;

double normal(Xoshiro256& engine) {
    double const radius = std::sqrt(-2 * std::log1p(-stats::uniform_unit(engine)));
    return radius * std::cos(2 * std::numbers::pi * stats::uniform_unit(engine));
}

double phi(double z) {
    return std::erfc(-z / std::numbers::sqrt2) / 2;
}

using Stream = std::function<double()>;

struct Family {
    std::string name;
    /// What the rule is given one by one.
    std::function<Stream(Xoshiro256&, double scatter)> stream;
    std::function<std::unique_ptr<StoppingRule>()> rule;
    /// Of a fixed number of values, with all that is known of the family.
    std::function<std::optional<Interval>(std::vector<double> const&)> fixed;
    double standard_error = 1; ///< of the logarithm of the estimate, times sqrt(n) / scatter

    double oracle(double scatter) const {
        double const n = 1.959963984540054 * standard_error * scatter / goal.relative_half_width;
        return n * n;
    }
};

/// The median, from noise whose median is 0.
Family median_family(std::string name, double density_at_median, double design_effect,
    std::function<std::function<double()>(Xoshiro256&)> noise) {
    Family f;
    f.name = std::move(name);
    f.standard_error = 0.5 / density_at_median * std::sqrt(design_effect);
    f.rule = [] { return stats::stop_at_quantile(0.5, goal); };
    f.stream = [noise](Xoshiro256& engine, double scatter) -> Stream {
        return [z = noise(engine), scatter] { return truth * std::exp(scatter * z()); };
    };
    f.fixed = [design_effect](std::vector<double> const& values) -> std::optional<Interval> {
        auto const sorted = stats::sorted_copy(values);
        auto const n = values.size();
        auto const ranks =
            stats::detail::quantile_ranks(n, static_cast<double>(n) / design_effect, 0.5, goal.confidence);
        if (!ranks) return std::nullopt;
        return Interval{sorted[ranks->low - 1], sorted[ranks->high - 1], goal.confidence};
    };
    return f;
}

Family lognormal() {
    return median_family("lognormal", 1 / std::sqrt(2 * std::numbers::pi), 1,
        [](Xoshiro256& engine) { return [&engine] { return normal(engine); }; });
}

/// 65 % about 0, 35 % about 5; both with standard deviation 1.
Family bimodal() {
    double median = 0;
    for (double step = 4; step > 1e-14; step /= 2) {
        double const below = 0.65 * phi(median) + 0.35 * phi(median - 5);
        median += below < 0.5 ? step : -step;
    }
    auto const bell = [](double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi); };
    return median_family(
        "bimodal", 0.65 * bell(median) + 0.35 * bell(median - 5), 1, [median](Xoshiro256& engine) {
            return [&engine, median] {
                double const mode = stats::uniform_unit(engine) < 0.35 ? 5 : 0;
                return mode + normal(engine) - median;
            };
        });
}

/// Student's t with 2 degrees of freedom: the values have no mean.
Family heavy_tailed() {
    return median_family("heavy-tailed", 1 / std::sqrt(8), 1, [](Xoshiro256& engine) {
        return [&engine] {
            double const u = stats::uniform_unit(engine) + 0x1.0p-54;
            return (2 * u - 1) / std::sqrt(2 * u * (1 - u));
        };
    });
}

/// Each is half the one before it, and new noise.
Family autoregressive() {
    constexpr double half = 0.5;
    double effect = 1; // of "below the median", whose correlation is 2/pi asin(that of the values)
    for (double r = half; r > 1e-17; r *= half) effect += 2 * 2 / std::numbers::pi * std::asin(r);
    return median_family(
        "AR(1), phi = 0.5", 1 / std::sqrt(2 * std::numbers::pi), effect, [](Xoshiro256& engine) {
            return [&engine, z = normal(engine)]() mutable {
                return z = half * z + std::sqrt(1 - half * half) * normal(engine);
            };
        });
}

/// Pairs on a machine that gets slower by 0.1 % from one measurement to the next, and wanders by 1 % each;
/// which side of a pair comes first is drawn.
Family drifting_pairs() {
    Family f;
    f.name = "drifting pairs";
    f.standard_error = std::sqrt(std::numbers::pi / 3);
    f.rule = [] { return stats::stop_at_paired_ratio(goal); };
    f.stream = [](Xoshiro256& engine, double scatter) -> Stream {
        return [&engine, scatter, drift = 0.0]() mutable {
            auto const measure = [&] {
                drift += 0.001 + 0.01 * normal(engine);
                return std::exp(drift + scatter / std::numbers::sqrt2 * normal(engine));
            };
            double const first = measure();
            double const second = measure();
            bool const baseline_first = stats::uniform_below(engine, 2) == 0;
            double const baseline = baseline_first ? first : second;
            double const candidate = truth * (baseline_first ? second : first);
            return std::log(candidate) - std::log(baseline);
        };
    };
    f.fixed = [](std::vector<double> const& values) -> std::optional<Interval> {
        auto const centre = stats::hodges_lehmann_location(values, goal.confidence);
        if (!centre.interval) return std::nullopt;
        return Interval{std::exp(centre.interval->low), std::exp(centre.interval->high), goal.confidence};
    };
    return f;
}

std::vector<double> draw(Family const& family, Xoshiro256& engine, double scatter, std::size_t n) {
    auto const next = family.stream(engine, scatter);
    std::vector<double> values(n);
    for (double& v : values) v = next();
    return values;
}

/// Of `streams` streams of n values at the greatest scatter, whether 95 % are narrow enough.
bool is_safe(Family const& family, std::size_t n, std::size_t streams) {
    std::size_t narrow = 0;
    for (std::size_t i = 0; i < streams; ++i) {
        Xoshiro256 engine(1'000'000 + i);
        auto const interval = family.fixed(draw(family, engine, greatest_scatter, n));
        if (interval && interval->width() <= 2 * goal.relative_half_width * truth) ++narrow;
    }
    return static_cast<double>(narrow) >= 0.95 * static_cast<double>(streams);
}

std::size_t own_count(Family const& family, std::size_t streams) {
    auto low = static_cast<std::size_t>(family.oracle(greatest_scatter) / 2);
    auto high = 6 * low;
    while (high - low > low / 100 + 1) {
        auto const middle = low + (high - low) / 2;
        (is_safe(family, middle, streams) ? high : low) = middle;
    }
    return high;
}

struct Outcome {
    std::size_t streams = 0;
    std::size_t covered = 0;
    std::size_t unfinished = 0;
    double values = 0; ///< sums over the streams
    double oracle = 0;

    void add(Outcome const& o) {
        streams += o.streams;
        covered += o.covered;
        unfinished += o.unfinished;
        values += o.values;
        oracle += o.oracle;
    }
    double mean(double sum) const { return sum / static_cast<double>(streams); }
    double coverage() const { return mean(static_cast<double>(covered)); }
};

void run(StoppingRule& rule, Stream const& next) {
    while (!rule.satisfied() && rule.count() < most_values) rule.add(next());
}

Outcome simulate(Family const& family, std::size_t streams, std::uint64_t seed) {
    Outcome o;
    o.streams = streams;
    for (std::size_t i = 0; i < streams; ++i) {
        Xoshiro256 engine(seed + i);
        double const scatter =
            least_scatter * std::pow(greatest_scatter / least_scatter, stats::uniform_unit(engine));
        auto const rule = family.rule();
        run(*rule, family.stream(engine, scatter));
        auto const interval = rule->interval();
        if (!rule->satisfied()) ++o.unfinished;
        if (interval && interval->contains(truth)) ++o.covered;
        o.values += static_cast<double>(rule->count());
        o.oracle += family.oracle(scatter);
    }
    return o;
}

std::string percent(double share) {
    return fmt::format("{:.2f} %", 100 * share);
}

std::string figure(Outcome const& o, double fixed) {
    return fmt::format("{} of {} covered; {:.0f} values a stream: {:.2f} of the fixed count, {:.2f} of the "
                       "oracle's{}",
        percent(o.coverage()), o.streams, o.mean(o.values), o.mean(o.values) / fixed, o.values / o.oracle,
        o.unfinished ? fmt::format("; {} unfinished", o.unfinished) : "");
}

/// A median looked at after each value; `margin` is how many ranks from the middle the ends lie.
Outcome look_after_each(Family const& family, std::size_t streams, std::function<double(double n)> margin) {
    Outcome o;
    o.streams = streams;
    for (std::size_t i = 0; i < streams; ++i) {
        Xoshiro256 engine(7'000'000 + i);
        auto const next = family.stream(engine, greatest_scatter);
        std::vector<double> sorted;
        for (;;) {
            double const value = next();
            sorted.insert(std::upper_bound(sorted.begin(), sorted.end(), value), value);
            auto const n = static_cast<double>(sorted.size());
            double const low = std::floor(n / 2 - margin(n));
            if (low < 1) continue;
            Interval const interval{sorted[static_cast<std::size_t>(low) - 1],
                sorted[sorted.size() - static_cast<std::size_t>(low)], goal.confidence};
            double const estimate = stats::detail::quantile_of(sorted, 0.5);
            if (sorted.size() < goal.least || interval.width() > 2 * goal.relative_half_width * estimate)
                continue;
            if (interval.contains(truth)) ++o.covered;
            break;
        }
        o.values += static_cast<double>(sorted.size());
        o.oracle += family.oracle(greatest_scatter);
    }
    return o;
}

void contrast(validation::Rows& rows, std::size_t streams, double fixed) {
    auto const show = [&](std::string_view method, Family const& family, auto margin) {
        rows.add({"coverage",
            fmt::format("for contrast: {} after each value, {} at the greatest scatter", method, family.name),
            figure(look_after_each(family, streams, margin), fixed), "", validation::Verdict::none});
    };
    auto const ordinary = [](double n) { return 0.9799819922700269 * std::sqrt(n); };
    show("an ordinary interval", lognormal(), ordinary);
    show("an ordinary interval", autoregressive(), ordinary);
    // The normal mixture of Howard, Ramdas, McAuliffe and Sekhon, Annals of Statistics 49 (2021), eq. 14,
    // tuned for just the number at which it will be needed.
    double const tuned = 2.5 * lognormal().oracle(greatest_scatter) / 4 * 0.13;
    show("a confidence sequence", lognormal(), [tuned](double n) {
        double const v = n / 4 + tuned;
        double const error = 1 - goal.confidence;
        return std::sqrt(v * std::log(v / (tuned * error * error)));
    });
}

constexpr double margin = 0.02;

/// How an interval of a ratio lies to the band of +-2 %.
enum class Side { below, inside, above, undecided };

Side side_of(double low, double high) {
    if (low > 1 + margin) return Side::above;
    if (high < 1 / (1 + margin)) return Side::below;
    if (low >= 1 / (1 + margin) && high <= 1 + margin) return Side::inside;
    return Side::undecided;
}

struct Decision {
    Side side = Side::undecided;
    std::size_t pairs = 0;
};

Decision by_rule(Stream const& next) {
    auto const rule = stats::stop_at_decision({0.01, 0.95, 12}, margin);
    run(*rule, next);
    auto const interval = *rule->interval();
    return {side_of(interval.low, interval.high), rule->count()};
}

/// An ordinary interval of the mean, after each pair.
Decision by_each(Stream const& next) {
    double n = 0;
    double sum = 0;
    double squares = 0;
    for (;;) {
        double const x = next();
        n += 1;
        sum += x;
        squares += x * x;
        double const half = 1.959963984540054 * std::sqrt((squares - sum * sum / n) / (n - 1) / n);
        if (n < 12) continue;
        auto const side = side_of(std::exp(sum / n - half), std::exp(sum / n + half));
        if (side != Side::undecided || half < 0.01) return {side, static_cast<std::size_t>(n)};
    }
}

/// Pairs with a scatter of 10 %.
void decide(validation::Rows& rows, std::string_view what, double ratio, std::size_t streams, bool is_target,
    Decision (*decision)(Stream const&)) {
    constexpr double scatter = 0.1;
    std::size_t decided = 0;
    std::size_t wrong = 0;
    double pairs = 0;
    for (std::size_t i = 0; i < streams; ++i) {
        Xoshiro256 engine(9'000'000 + i);
        auto const d = decision([&] { return std::log(ratio) + scatter * normal(engine); });
        auto const truly = ratio > 1 + margin ? Side::above : Side::inside;
        decided += d.side != Side::undecided ? 1 : 0;
        wrong += d.side != Side::undecided && d.side != truly ? 1 : 0;
        pairs += static_cast<double>(d.pairs);
    }
    auto const share = [&](std::size_t n) { return static_cast<double>(n) / static_cast<double>(streams); };
    auto verdict = validation::Verdict::none;
    if (is_target)
        verdict = share(wrong) <= 0.05 ? validation::Verdict::reached : validation::Verdict::not_reached;
    rows.add({"coverage", fmt::format("{} about a band of 2 %, true ratio {:.2f}", what, ratio),
        fmt::format("{} decided, {} wrongly, of {}; {:.0f} pairs", percent(share(decided)),
            percent(share(wrong)), streams, pairs / static_cast<double>(streams)),
        is_target ? "<= 5 % wrongly" : "", verdict});
}

} // namespace

int main(int argc, char** argv) {
    bool const quick = validation::is_quick(argc, argv);
    std::size_t const streams = quick ? 300 : 4'000; // a family
    std::size_t const planning_streams = quick ? 100 : 1'000;
    std::size_t const contrast_streams = quick ? 50 : 1'000;

    std::vector<Family> const families{
        lognormal(), bimodal(), drifting_pairs(), heavy_tailed(), autoregressive()};
    std::vector<std::size_t> own;
    for (auto const& f : families) own.push_back(own_count(f, planning_streams));
    auto const worst = std::max_element(own.begin(), own.end());
    auto const fixed = static_cast<double>(*worst);
    validation::Rows rows;
    rows.add({"coverage", "fixed count that is safe for the worst family and the greatest scatter",
        fmt::format("{} values ({})", *worst, families[static_cast<std::size_t>(worst - own.begin())].name),
        "", validation::Verdict::none});

    // A quick run has few streams; it is to fail for a defect, not for bad luck.
    auto const least = [&](std::size_t n) {
        return quick ? 0.94 - 2 * std::sqrt(0.05 * 0.95 / static_cast<double>(n)) : 0.94;
    };
    auto const verdict = [](bool reached) {
        return reached ? validation::Verdict::reached : validation::Verdict::not_reached;
    };
    Outcome whole;
    for (std::size_t i = 0; i < families.size(); ++i) {
        auto const o = simulate(families[i], streams, 10'000'000 * (i + 1));
        whole.add(o);
        rows.add({"coverage", families[i].name,
            figure(o, fixed) + fmt::format("; own fixed count {}, oracle {:.0f}", own[i], o.mean(o.oracle)),
            ">= " + percent(least(o.streams)),
            verdict(o.coverage() >= least(o.streams) && o.unfinished == 0)});
    }
    rows.add({"coverage", "all families", figure(whole, fixed),
        ">= " + percent(least(whole.streams)) + ", <= 0.50 of the fixed count",
        verdict(whole.coverage() >= least(whole.streams) && whole.mean(whole.values) <= 0.5 * fixed)});
    std::size_t const decision_streams = quick ? 200 : 2'000;
    for (double const ratio : {1.0, 1.02, 1.05})
        decide(rows, "decision", ratio, decision_streams, true, by_rule);
    decide(rows, "for contrast: decision by an ordinary interval after each pair", 1.02, decision_streams,
        false, by_each);
    contrast(rows, contrast_streams, fixed);
    return rows.exit_status();
}
