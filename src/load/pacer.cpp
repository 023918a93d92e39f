#include "decimal.hpp"
#include "invalid_option.hpp"

#include <wasmbench/load/pacer.hpp>
#include <wasmbench/stats/random.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <utility>

namespace wasmbench::load {
namespace {

using Moment = std::optional<Duration>;
using Ns = std::chrono::nanoseconds;
__extension__ using Wide = unsigned __int128; // both compilers have it

constexpr std::int64_t ns_per_second = 1'000'000'000;
constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max();
/// The largest double below 2^63.
constexpr double latest_as_double = 0x1.fffffffffffffp62;

std::string describe(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

[[noreturn]] void refuse(std::string subject, std::string expected) {
    throw Error(invalid_option("load: arrival", std::move(subject), std::move(expected)));
}

void check_rate(double per_second, double least = std::numeric_limits<double>::denorm_min()) {
    if (per_second >= least && per_second <= highest_arrival_rate) return; // false for a NaN
    refuse("rate " + describe(per_second) + " per second", "more than 0, at most 1e8");
}

void check_duration(Duration d) {
    if (d <= Duration::zero()) refuse("duration " + describe(to_seconds(d)) + " s", "more than 0 s");
}

void check_arrival(Arrival const& a, char const* role) {
    if (!a) refuse(std::string(role) + " is a closed loop", "an arrival, such as constant_rate(1000)");
}

/// A pacer from an arrival of the caller's own, perhaps.
std::unique_ptr<Pacer> start(Arrival const& arrival) {
    auto pacer = arrival();
    if (!pacer) refuse("an arrival that made no pacer", "a pacer for each call");
    return pacer;
}

/// Nearest nanosecond; nothing beyond 292 years.
std::optional<std::int64_t> rounded(double ns) {
    if (!(ns < latest_as_double)) return std::nullopt;
    return std::llround(ns);
}

// Even spacing: k / rate is walked in exact integers, as a line is drawn (Bresenham 1965). A rate is m / 2^s,
// so request k is due at k 10^9 2^s / m ns; with twice that over 2 m, and m as the first remainder, the
// quotient is the nearest integer.
class ConstantPacer final : public Pacer {
public:
    explicit ConstantPacer(double per_second) {
        int exponent = 0;
        auto const m = static_cast<std::uint64_t>(std::ldexp(std::frexp(per_second, &exponent), 53));
        int const s = 53 - exponent; // at least 26, since a rate is below 2^27
        denominator_ = 2 * m;
        remainder_ = m;
        constexpr int widest = 96; // 10^9 takes 30 bits of 128, the doubling one
        if (s > widest) return;    // less than one request in 292 years
        Wide const numerator = (Wide{1} << (s + 1)) * static_cast<Wide>(ns_per_second);
        if (numerator / denominator_ > static_cast<Wide>(latest)) return;
        step_ = static_cast<std::int64_t>(numerator / denominator_);
        step_remainder_ = static_cast<std::uint64_t>(numerator % denominator_);
    }

    Moment next() override {
        if (ended_) return std::nullopt;
        Ns const due(at_);
        remainder_ += step_remainder_;
        std::int64_t const carry = remainder_ >= denominator_ ? 1 : 0;
        if (carry != 0) remainder_ -= denominator_;
        ended_ = at_ >= latest - step_ - carry;
        if (!ended_) at_ += step_ + carry;
        return due;
    }

private:
    std::uint64_t denominator_ = 0;
    std::uint64_t remainder_ = 0;
    std::int64_t step_ = latest; // from one request to the next: whole ns, and the rest over denominator_
    std::uint64_t step_remainder_ = 0;
    std::int64_t at_ = 0;
    bool ended_ = false;
};

/// An exponential number of mean 1. The length of the first falling run of uniform numbers is odd with
/// probability exp(-first) (von Neumann 1951); each run that is even adds 1.
double exponential(stats::Xoshiro256& engine) {
    for (double whole = 0;; whole += 1) {
        double const first = stats::uniform_unit(engine);
        double last = first;
        bool odd = true;
        for (double u = stats::uniform_unit(engine); u < last; u = stats::uniform_unit(engine)) {
            last = u;
            odd = !odd;
        }
        if (odd) return whole + first;
    }
}

class PoissonPacer final : public Pacer {
public:
    PoissonPacer(double per_second, std::uint64_t seed)
        : engine_(seed)
        , mean_gap_(1e9 / per_second) {}

    // Whole nanoseconds and the rest apart, so that the sum is as fine after a year as at the start.
    Moment next() override {
        if (ended_) return std::nullopt;
        rest_ += exponential(engine_) * mean_gap_;
        ended_ = !(rest_ < latest_as_double);
        if (ended_) return std::nullopt;
        auto const gap = static_cast<std::int64_t>(rest_);
        ended_ = gap >= latest - at_;
        if (ended_) return std::nullopt;
        at_ += gap;
        rest_ -= static_cast<double>(gap);
        return Ns(at_ + (rest_ >= 0.5 ? 1 : 0));
    }

private:
    stats::Xoshiro256 engine_;
    double mean_gap_; // ns
    std::int64_t at_ = 0;
    double rest_ = 0; // [0, 1) ns between calls
    bool ended_ = false;
};

/// The times of a process of rate 1: whole and fraction apart, for the same reason as above.
class UnitProcess {
public:
    UnitProcess(Law law, std::uint64_t seed)
        : law_(law)
        , engine_(seed) {
        if (law_ == Law::poisson) step();
    }

    void step() {
        double const gap = law_ == Law::constant ? 1 : exponential(engine_);
        fraction_ += gap;
        auto const carry = std::floor(fraction_);
        fraction_ -= carry;
        whole_ += carry;
    }

    double since(double origin) const { return (whole_ - origin) + fraction_; }

private:
    Law law_;
    stats::Xoshiro256 engine_;
    double whole_ = 0; // exact up to 2^53
    double fraction_ = 0;
};

double expected_of(RateProfile::Piece const& piece) {
    return (piece.from + piece.to) / 2 * to_seconds(*piece.duration);
}

/// How long after the start of a piece the expected number is `n`, in ns: the root of from t + slope t^2 / 2
/// = n in the form that loses no digits when the slope is small.
double time_of(RateProfile::Piece const& piece, double n) {
    if (n <= 0) return 0;
    double const slope = piece.duration ? (piece.to - piece.from) / to_seconds(*piece.duration) : 0;
    double const rate_then = std::sqrt(std::max(piece.from * piece.from + 2 * slope * n, 0.0));
    return 1e9 * (2 * n / (piece.from + rate_then));
}

class ProfilePacer final : public Pacer {
public:
    ProfilePacer(RateProfile profile, Law law, std::uint64_t seed)
        : profile_(std::move(profile))
        , process_(law, seed) {}

    Moment next() override {
        auto const& pieces = profile_.pieces();
        while (piece_ < pieces.size()) {
            auto const& piece = pieces[piece_];
            double const n = process_.since(origin_);
            std::int64_t const length = piece.duration ? ticks(*piece.duration) : latest - begin_;
            if (!piece.duration || n < expected_of(piece)) {
                auto const offset = rounded(time_of(piece, n));
                bool const last = piece_ + 1 == pieces.size();
                if (!offset || (last && *offset >= length)) break;
                // At a seam the root may round past the end of its piece.
                before_ = std::max(before_, begin_ + std::min(*offset, length));
                process_.step();
                return Ns(before_);
            }
            origin_ += expected_of(piece);
            begin_ += length;
            ++piece_;
        }
        piece_ = pieces.size();
        return std::nullopt;
    }

private:
    static std::int64_t ticks(Duration d) { return std::chrono::duration_cast<Ns>(d).count(); }

    RateProfile profile_;
    UnitProcess process_;
    std::size_t piece_ = 0;
    double origin_ = 0;      // expected requests before the piece
    std::int64_t begin_ = 0; // of the piece, ns
    std::int64_t before_ = 0;
};

class BurstPacer final : public Pacer {
public:
    BurstPacer(std::size_t size, std::unique_ptr<Pacer> inner)
        : size_(size)
        , inner_(std::move(inner)) {}

    Moment next() override {
        if (left_ == 0) {
            slot_ = inner_->next();
            left_ = size_;
        }
        if (slot_) --left_;
        return slot_;
    }

private:
    std::size_t size_;
    std::unique_ptr<Pacer> inner_;
    std::size_t left_ = 0;
    Moment slot_;
};

class SequencePacer final : public Pacer {
public:
    SequencePacer(std::unique_ptr<Pacer> first, Duration for_how_long, std::unique_ptr<Pacer> second)
        : first_(std::move(first))
        , change_(for_how_long)
        , second_(std::move(second)) {}

    Moment next() override {
        if (first_) {
            auto const due = first_->next();
            if (due && *due < change_) return due;
            first_.reset();
        }
        auto const due = second_->next();
        if (!due || *due > Duration::max() - change_) return std::nullopt;
        return *due + change_;
    }

private:
    std::unique_ptr<Pacer> first_; // null once it is over
    Duration change_;
    std::unique_ptr<Pacer> second_;
};

class MergedPacer final : public Pacer {
public:
    MergedPacer(std::unique_ptr<Pacer> a, std::unique_ptr<Pacer> b)
        : a_(std::move(a))
        , b_(std::move(b))
        , next_a_(a_->next())
        , next_b_(b_->next()) {}

    Moment next() override {
        if (next_a_ && (!next_b_ || *next_a_ <= *next_b_)) return std::exchange(next_a_, a_->next());
        if (next_b_) return std::exchange(next_b_, b_->next());
        return std::nullopt;
    }

private:
    std::unique_ptr<Pacer> a_;
    std::unique_ptr<Pacer> b_;
    Moment next_a_;
    Moment next_b_;
};

// The command line.

constexpr char const* forms = "constant, poisson, burst:N, ramp:FROM-TO:SECONDS or "
                              "step:R1,R2,R3:SECONDS_EACH; ramp and step also with poisson- in front";
/// Longer is not a load; and it fits into nanoseconds.
constexpr double most_seconds = 30.0 * 24 * 3600;

std::optional<Duration> parse_seconds(std::string_view text) {
    auto const seconds = parse_decimal(text);
    if (!seconds || !(*seconds <= most_seconds)) return std::nullopt;
    return std::chrono::duration_cast<Duration>(Ns(std::llround(*seconds * 1e9)));
}

std::optional<Arrival> parse_burst(std::string_view size, double rate) {
    auto const n = parse_decimal(size);
    if (!n || *n < 1 || *n > 1e9 || *n != std::floor(*n)) return std::nullopt;
    return bursts(static_cast<std::size_t>(*n), constant_rate(rate / *n));
}

std::optional<RateProfile> parse_ramp(std::string_view rates, Duration seconds) {
    auto const dash = std::min(rates.find('-'), rates.size());
    auto const from = parse_decimal(rates.substr(0, dash));
    auto const to = parse_decimal(rates.substr(std::min(dash + 1, rates.size())));
    if (!from || !to) return std::nullopt;
    RateProfile profile;
    profile.ramp(*from, *to, seconds);
    if (*to > 0) profile.hold(*to);
    return profile;
}

std::optional<RateProfile> parse_steps(std::string_view rates, Duration seconds) {
    RateProfile profile;
    for (;;) {
        auto const comma = std::min(rates.find(','), rates.size());
        auto const rate = parse_decimal(rates.substr(0, comma));
        if (!rate) return std::nullopt;
        profile.hold(*rate, seconds);
        if (comma == rates.size()) return profile.hold(*rate);
        rates.remove_prefix(comma + 1);
    }
}

std::optional<Arrival> parse_profile(std::string_view text, std::uint64_t seed) {
    constexpr std::string_view prefix = "poisson-";
    auto const law = text.starts_with(prefix) ? Law::poisson : Law::constant;
    if (law == Law::poisson) text.remove_prefix(prefix.size());
    auto const last = text.rfind(':');
    if (last == std::string_view::npos || last < 5) return std::nullopt;
    auto const seconds = parse_seconds(text.substr(last + 1));
    if (!seconds) return std::nullopt;
    auto const kind = text.substr(0, 5);
    auto const rates = text.substr(5, last - 5);
    std::optional<RateProfile> profile;
    if (kind == "ramp:") profile = parse_ramp(rates, *seconds);
    if (kind == "step:") profile = parse_steps(rates, *seconds);
    if (!profile) return std::nullopt;
    return paced(*std::move(profile), law, seed);
}

std::optional<Arrival> parse_form(std::string_view text, double rate, std::uint64_t seed) {
    if (text == "constant") return constant_rate(rate);
    if (text == "poisson") return poisson(rate, seed);
    if (text.starts_with("burst:")) return parse_burst(text.substr(6), rate);
    return parse_profile(text, seed);
}

} // namespace

Arrival constant_rate(double per_second) {
    check_rate(per_second);
    return [per_second] { return std::make_unique<ConstantPacer>(per_second); };
}

Arrival poisson(double per_second, std::uint64_t seed) {
    check_rate(per_second);
    return [per_second, seed] { return std::make_unique<PoissonPacer>(per_second, seed); };
}

RateProfile& RateProfile::hold(double per_second, Duration duration) {
    check_rate(per_second);
    check_duration(duration);
    add({per_second, per_second, duration});
    return *this;
}

RateProfile& RateProfile::hold(double per_second) {
    check_rate(per_second);
    add({per_second, per_second, std::nullopt});
    return *this;
}

RateProfile& RateProfile::ramp(double from_per_second, double to_per_second, Duration duration) {
    check_rate(from_per_second, 0);
    check_rate(to_per_second, 0);
    check_rate(std::max(from_per_second, to_per_second));
    check_duration(duration);
    add({from_per_second, to_per_second, duration});
    return *this;
}

void RateProfile::add(Piece piece) {
    auto const total = duration();
    if (!total) refuse("a rate profile with a piece after an endless one", "the endless piece last");
    if (piece.duration && *piece.duration > Duration::max() - *total)
        refuse("a rate profile of more than 292 years", "less");
    pieces_.push_back(piece);
}

std::optional<Duration> RateProfile::duration() const {
    Duration total{};
    for (auto const& piece : pieces_) {
        if (!piece.duration) return std::nullopt;
        total += *piece.duration;
    }
    return total;
}

double RateProfile::expected_requests(Duration offset) const {
    double expected = 0;
    for (auto const& piece : pieces_) {
        if (offset <= Duration::zero()) break;
        auto const part = piece.duration ? std::min(offset, *piece.duration) : offset;
        double const seconds = to_seconds(part);
        double const slope = piece.duration ? (piece.to - piece.from) / to_seconds(*piece.duration) : 0;
        expected += seconds * (piece.from + slope * seconds / 2);
        offset -= part;
    }
    return expected;
}

Arrival paced(RateProfile profile, Law law, std::uint64_t seed) {
    if (profile.pieces().empty()) refuse("a rate profile without pieces", "at least one hold or ramp");
    return [profile = std::move(profile), law, seed] {
        return std::make_unique<ProfilePacer>(profile, law, seed);
    };
}

Arrival bursts(std::size_t size, Arrival inner) {
    if (size == 0) refuse("bursts of 0 requests", "at least 1");
    check_arrival(inner, "bursts: inner");
    return [size, inner = std::move(inner)] { return std::make_unique<BurstPacer>(size, start(inner)); };
}

Arrival then(Arrival first, Duration for_how_long, Arrival second) {
    check_arrival(first, "then: first");
    check_duration(for_how_long);
    check_arrival(second, "then: second");
    return [first = std::move(first), for_how_long, second = std::move(second)] {
        return std::make_unique<SequencePacer>(start(first), for_how_long, start(second));
    };
}

Arrival merged(Arrival a, Arrival b) {
    check_arrival(a, "merged: a");
    check_arrival(b, "merged: b");
    return [a = std::move(a), b = std::move(b)] { return std::make_unique<MergedPacer>(start(a), start(b)); };
}

Result<Arrival> parse_arrival(std::string_view text, double rate, std::uint64_t seed) {
    try {
        if (auto arrival = parse_form(text, rate, seed)) return *std::move(arrival);
        return invalid_option("load: arrival", "\"" + std::string(text) + "\"", forms);
    } catch (Error const& e) {
        return e.failure();
    }
}

} // namespace wasmbench::load
