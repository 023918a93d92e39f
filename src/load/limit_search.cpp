#include "invalid_option.hpp"

#include <wasmbench/load/limit_search.hpp>
#include <wasmbench/load/pacer.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

namespace wasmbench::load {
namespace {

// The grid of the posterior. Steepness: how many per cent more requests are beyond the limit at a rate 1 %
// higher.
constexpr std::size_t steepness_count = 16;
constexpr double least_steepness = 1;
constexpr double steepness_ratio = 1.45; // up to 263
constexpr std::array overdispersions{8.0, 32.0, 128.0, 512.0};
constexpr std::size_t cells_per_limit = steepness_count * overdispersions.size();
/// Limits are told apart to a fraction of the precision.
constexpr double grid_fineness = 5;
/// The grid goes on beyond both ends, so that a limit out there is seen to be there.
constexpr double margin = 4;

/// Shares further from the allowed one than by this factor are "far".
constexpr double far = 6;
/// What the power law is wrong by, relative to a share.
constexpr double model_error = 0.15;
constexpr double bracket_error = 0.05; // on each side
/// An answer rate this much below the rate asked for: saturated.
constexpr double saturation = 0.93;
constexpr double growth = 4;
constexpr double least_requests = 10;
/// Steps of full length: with fewer the overdispersion is a guess.
constexpr int fewest_long_steps = 5;

[[noreturn]] void refuse(char const* name, double value, char const* expected) {
    char text[64];
    std::snprintf(text, sizeof text, "%s = %g", name, value);
    throw Error(invalid_option("load: limit search", text, expected));
}

void check(bool good, char const* name, double value, char const* expected) {
    if (!good) refuse(name, value, expected);
}

void check_options(ServiceLevel const& level, LimitSearchOptions const& o) {
    check(
        level.quantile >= 0.5 && level.quantile < 1, "quantile", level.quantile, "at least 0.5, less than 1");
    check(level.limit > Duration::zero(), "limit in s", to_seconds(level.limit), "more than 0");
    check(level.error_share >= 0 && level.error_share < 1, "error_share", level.error_share,
        "at least 0, less than 1");
    check(o.first_rate > 0 && o.first_rate <= o.highest_rate, "first_rate", o.first_rate,
        "more than 0, at most highest_rate");
    check(o.highest_rate <= highest_arrival_rate, "highest_rate", o.highest_rate, "at most 1e8");
    check(o.precision >= 0.005 && o.precision <= 0.5, "precision", o.precision, "0.005 to 0.5");
    check(
        o.shortest_step > Duration::zero(), "shortest_step in s", to_seconds(o.shortest_step), "more than 0");
    check(o.longest_step >= o.shortest_step, "longest_step in s", to_seconds(o.longest_step),
        "at least shortest_step");
    check(o.budget >= o.shortest_step, "budget in s", to_seconds(o.budget), "at least shortest_step");
}

double grid_step(LimitSearchOptions const& o) {
    return std::log1p(o.precision) / grid_fineness;
}

/// Of a count whose variance is `overdispersion` times that of Poisson's law: log of Student's density with 3
/// degrees of freedom, without its constant, on the scale of square roots, where the variance does not depend
/// on the expected count (Anscombe, Biometrika 35, 1948). A variance taken from the observed count would
/// trust high counts more than low ones.
double log_likelihood(double count, double expected, double overdispersion) {
    double const residual = 2 * (std::sqrt(count + 0.375) - std::sqrt(expected + 0.375));
    double const variance = overdispersion + expected * model_error * model_error;
    return -2 * std::log1p(residual * residual / (3 * variance)) - 0.5 * std::log(variance);
}

} // namespace

LimitSearch::LimitSearch(ServiceLevel level, LimitSearchOptions options)
    : level_(level)
    , options_(options) {
    check_options(level, options);
    lowest_rate_ = std::min(least_requests / to_seconds(options.longest_step), options.first_rate);
    double const span = std::log(options.highest_rate / lowest_rate_ * margin * margin);
    auto const limits = static_cast<std::size_t>(std::ceil(span / grid_step(options))) + 1;
    log_weights_.assign(limits * cells_per_limit, 0.0);
    limit_weights_.assign(limits, 1 / static_cast<double>(limits));
}

std::optional<LoadStep> LimitSearch::next() {
    if (ended_) return std::nullopt;
    double const rate = evidence_ == 0 && !ceiling_ ? options_.first_rate : candidate();
    ended_ = conclusion(rate);
    if (ended_) return std::nullopt;
    auto const duration = duration_of(rate);
    spent_ += duration;
    if (duration >= options_.longest_step) ++long_steps_;
    return LoadStep{rate, duration};
}

void LimitSearch::observe(StepOutcome const& outcome) {
    steps_.push_back(outcome);
    if (outcome.requests == 0 || !(outcome.rate > 0)) return;
    auto const evidence = evidence_of(outcome);
    bool const failed = evidence.failed();
    seen_failing_ = seen_failing_ || failed;
    if (!failed) highest_held_ = std::max(highest_held_, outcome.rate);
    if (failed && outcome.rate <= lowest_rate_) ++lowest_failed_;
    if (failed && !outcome.client_bound)
        lowest_failing_ = std::min(lowest_failing_.value_or(outcome.rate), outcome.rate);
    if (failed && outcome.client_bound) { // says nothing about the server
        ceiling_ = std::min(ceiling_.value_or(outcome.rate), outcome.rate);
        return;
    }
    ++evidence_;
    learn(outcome.rate, evidence);
    if (failed && outcome.achieved_rate < saturation * outcome.rate) bound_above(outcome.achieved_rate);
    normalise();
}

/// Of the two conditions of the level, the one that is missed by more.
LimitSearch::Evidence LimitSearch::evidence_of(StepOutcome const& outcome) const {
    auto const n = static_cast<double>(outcome.requests);
    // Half a request keeps the ratio finite where none is allowed.
    Evidence const slow{static_cast<double>(outcome.beyond), std::max(n * (1 - level_.quantile), 0.5)};
    Evidence const wrong{static_cast<double>(outcome.failed), std::max(n * level_.error_share, 0.5)};
    return wrong.failed() && wrong.count * slow.allowed > slow.count * wrong.allowed ? wrong : slow;
}

double LimitSearch::limit_at(std::size_t i) const {
    return lowest_rate_ / margin * std::exp(static_cast<double>(i) * grid_step(options_));
}

void LimitSearch::learn(double rate, Evidence const& evidence) {
    double const count = std::clamp(evidence.count, evidence.allowed / far, evidence.allowed * far);
    auto const likelihood = [&](double expected) {
        std::array<double, overdispersions.size()> of{};
        std::transform(overdispersions.begin(), overdispersions.end(), of.begin(),
            [&](double d) { return log_likelihood(count, expected, d); });
        return of;
    };
    // Most cells are far from the rate, and expect one of two counts there.
    auto const few = likelihood(evidence.allowed * (1 / far));
    auto const many = likelihood(evidence.allowed * far);
    double const reach = std::log(far);
    auto* weight = log_weights_.data();
    for (std::size_t i = 0; i < limit_weights_.size(); ++i) {
        double const distance = std::log(rate / limit_at(i));
        double steepness = least_steepness;
        for (std::size_t b = 0; b < steepness_count; ++b, steepness *= steepness_ratio) {
            double const power = steepness * distance;
            auto const near = std::abs(power) < reach;
            for (double const l : near        ? likelihood(evidence.allowed * std::exp(power))
                                  : power > 0 ? many
                                              : few)
                *weight++ += l;
        }
    }
}

/// The level cannot hold at more than what a saturated server answers; unless it collapses under overload, so
/// this only makes it unlikely.
void LimitSearch::bound_above(double achieved_rate) {
    constexpr double slack = 1.05;
    double const unlikely = std::log(0.02);
    for (std::size_t i = 0; i < limit_weights_.size(); ++i) {
        if (limit_at(i) <= achieved_rate * slack) continue;
        for (std::size_t c = 0; c < cells_per_limit; ++c) log_weights_[i * cells_per_limit + c] += unlikely;
    }
}

void LimitSearch::normalise() {
    double const top = *std::max_element(log_weights_.begin(), log_weights_.end());
    double total = 0;
    for (std::size_t i = 0; i < limit_weights_.size(); ++i) {
        double sum = 0;
        for (std::size_t c = 0; c < cells_per_limit; ++c)
            sum += std::exp(log_weights_[i * cells_per_limit + c] - top);
        limit_weights_[i] = sum;
        total += sum;
    }
    for (double& w : limit_weights_) w /= total;
}

double LimitSearch::quantile(double p) const {
    double seen = 0;
    for (std::size_t i = 0; i < limit_weights_.size(); ++i) {
        seen += limit_weights_[i];
        if (seen >= p) return limit_at(i);
    }
    return limit_at(limit_weights_.size() - 1);
}

/// The middle of the posterior, as far as one step may go.
double LimitSearch::candidate() const {
    double rate = quantile(0.5);
    if (ceiling_ && rate >= *ceiling_) {
        // Between what held and what the client could not do; with nothing held, well below.
        bool const between = highest_held_ > 0 && highest_held_ < *ceiling_;
        rate = between ? std::sqrt(highest_held_ * *ceiling_) : *ceiling_ / growth;
    }
    if (highest_held_ > 0) rate = std::min(rate, growth * highest_held_);
    // Where nothing has held, up is the wrong way, whatever the prior says.
    if (highest_held_ == 0 && lowest_failing_) rate = std::min(rate, *lowest_failing_ / growth);
    return std::clamp(rate, lowest_rate_, options_.highest_rate);
}

/// Short while a step only has to tell far from near, long where it has to tell the limit from its
/// neighbours.
Duration LimitSearch::duration_of(double rate) const {
    constexpr double wide = 8;
    constexpr double narrow = 2;
    double const ratio = quantile(1 - bracket_error) / quantile(bracket_error);
    double const shortest = to_seconds(options_.shortest_step);
    double const longest = to_seconds(options_.longest_step);
    bool const enclosed = highest_held_ > 0 && seen_failing_;
    double seconds = longest;
    if (ratio > narrow) seconds = std::sqrt(shortest * longest);
    if (ratio > wide || !enclosed) seconds = shortest;
    // With less than one request that may be beyond the limit, a step could not fail a little.
    seconds = std::clamp(1 / (rate * (1 - level_.quantile)), seconds, longest);
    return std::min(from_seconds(seconds), options_.budget - spent_);
}

std::optional<LimitEnding> LimitSearch::conclusion(double rate) const {
    bool const beyond_client = ceiling_ && quantile(0.5) >= *ceiling_;
    if (evidence_ > 0) {
        double const low = quantile(bracket_error);
        double const high = quantile(1 - bracket_error);
        double const width = 1 + options_.precision;
        if (low >= options_.highest_rate) return LimitEnding::highest_holds;
        // Ten requests are weak evidence, however bad: here the repeat decides.
        if (high <= lowest_rate_ || (lowest_failed_ >= 2 && highest_held_ == 0))
            return LimitEnding::nothing_holds;
        bool const narrow = long_steps_ >= fewest_long_steps && high <= low * width * width;
        if (narrow && !beyond_client) return LimitEnding::found;
    }
    if (beyond_client && rate <= highest_held_ * (1 + options_.precision)) return LimitEnding::client;
    if (ceiling_ && *ceiling_ <= lowest_rate_) return LimitEnding::client;
    if (options_.budget - spent_ < options_.shortest_step) return LimitEnding::budget;
    return std::nullopt;
}

LimitFound LimitSearch::result() const {
    LimitFound r;
    r.ended = ended_.value_or(LimitEnding::budget);
    r.steps = steps_;
    r.spent = spent_;
    if (evidence_ == 0) return r;
    r.rate = std::min(quantile(0.5), options_.highest_rate);
    // Successive steps share what the model does not know: the bracket is not claimed to be narrower than
    // asked for.
    double const width = 1 + options_.precision;
    double const low = std::min(quantile(bracket_error), r.rate / width);
    double const high = std::max(quantile(1 - bracket_error), r.rate * width);
    if (low >= lowest_rate_) r.holds = low;
    if (high <= options_.highest_rate) r.fails = high;
    if (r.ended == LimitEnding::highest_holds) {
        r.holds = options_.highest_rate;
        r.fails.reset();
    }
    if (r.ended == LimitEnding::nothing_holds) r.rate = r.holds = 0;
    if (r.ended == LimitEnding::client) r.rate = r.holds = highest_held_;
    // What the prior alone believes is no finding.
    if (highest_held_ == 0) {
        r.rate = r.holds = 0;
    } else if (!seen_failing_) {
        r.rate = r.holds = highest_held_;
        r.fails.reset();
    } else {
        r.rate = std::min(r.rate, growth * highest_held_);
    }
    return r;
}

} // namespace wasmbench::load
