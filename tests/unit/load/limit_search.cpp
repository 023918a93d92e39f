#include <wasmbench/core/error.hpp>
#include <wasmbench/load/limit_search.hpp>
#include <wasmbench/stats/random.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>
#include <string>

using namespace wasmbench;
using namespace wasmbench::load;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

ServiceLevel level(double quantile, Duration limit, double error_share = 0) {
    return {quantile, limit, error_share};
}

/// Poisson arrivals, one server, the same service for each (M/D/1). Its speed differs a little from step to
/// step.
class Server {
public:
    Server(double capacity, std::uint64_t seed)
        : capacity_(capacity)
        , engine_(seed) {}

    StepOutcome run(LoadStep const& step, Duration limit) {
        double const service = std::exp(0.003 * normal()) / capacity_;
        double const end = to_seconds(step.duration);
        StepOutcome o;
        o.rate = step.rate;
        double done = 0;
        double waiting = 0; // work in front of the server
        for (double t = gap(step.rate); t < end;) {
            waiting += service;
            ++o.requests;
            if (waiting > to_seconds(limit)) ++o.beyond;
            if (t + waiting <= end) ++done;
            double const pause = gap(step.rate);
            t += pause;
            waiting = std::max(0.0, waiting - pause);
        }
        o.achieved_rate = done / end;
        return o;
    }

private:
    double gap(double rate) { return -std::log1p(-stats::uniform_unit(engine_)) / rate; }
    double normal() {
        double const radius = std::sqrt(-2 * std::log1p(-stats::uniform_unit(engine_)));
        return radius * std::cos(2 * std::numbers::pi * stats::uniform_unit(engine_));
    }

    double capacity_;
    stats::Xoshiro256 engine_;
};

/// P(wait <= x services) of M/D/1 at utilisation rho (Erlang 1909); exact to many digits for x up to some 12.
double waits_at_most(double rho, double x) {
    double sum = 0;
    for (int j = 0; j <= static_cast<int>(x); ++j) {
        double const a = rho * (j - x);
        double term = std::exp(-a);
        for (int i = 1; i <= j; ++i) term *= a / i;
        sum += term;
    }
    return (1 - rho) * sum;
}

/// The utilisation at which the quantile of the response time is `services` long.
double utilisation_limit(double quantile, double services) {
    double low = 0.01;
    double high = 0.999;
    for (int i = 0; i < 50; ++i) {
        double const middle = (low + high) / 2;
        (waits_at_most(middle, services - 1) >= quantile ? low : high) = middle;
    }
    return low;
}

LimitFound search(LimitSearch s, std::function<StepOutcome(LoadStep const&)> const& run) {
    while (auto const step = s.next()) s.observe(run(*step));
    return s.result();
}

/// A server without noise: all requests are late above `limit`, none below.
StepOutcome sharp(LoadStep const& step, double limit) {
    StepOutcome o;
    o.rate = step.rate;
    o.requests = static_cast<std::uint64_t>(step.rate * to_seconds(step.duration));
    o.beyond = step.rate > limit ? o.requests : 0;
    o.achieved_rate = std::min(step.rate, limit);
    return o;
}

std::string refusal(ServiceLevel const& l, LimitSearchOptions const& o) {
    try {
        LimitSearch const s(l, o);
    } catch (Error const& e) {
        CHECK(e.code() == errc::invalid_option);
        return e.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("the limit of an M/D/1 server is found within 3 % and 60 s") {
    struct Row {
        double capacity, services, first_rate;
    };
    for (auto const& row : {Row{10'000, 10, 100}, Row{10'000, 5, 100}, Row{20'000, 10, 90'000}}) {
        CAPTURE(row.capacity, row.services);
        double const truth = row.capacity * utilisation_limit(0.99, row.services);
        auto const l = level(0.99, from_seconds(row.services / row.capacity));
        constexpr int runs = 12;
        int close = 0;
        int enclosed = 0;
        for (std::uint64_t seed = 0; seed < runs; ++seed) {
            Server server(row.capacity, seed);
            LimitSearchOptions o;
            o.first_rate = row.first_rate;
            auto const found =
                search(LimitSearch(l, o), [&](LoadStep const& s) { return server.run(s, l.limit); });
            CHECK((found.ended == LimitEnding::found || found.ended == LimitEnding::budget));
            CHECK(found.spent <= 60s);
            CHECK(found.holds < found.rate);
            CHECK(found.fails.value() > found.rate);
            close += std::abs(found.rate / truth - 1) <= 0.03;
            enclosed += found.holds <= truth && truth <= *found.fails;
        }
        CHECK(close >= runs - 1);
        CHECK(enclosed >= runs - 2);
    }
}

TEST_CASE("a sharp limit is found soon, from below and from above") {
    for (double const first : {100.0, 900'000.0}) {
        CAPTURE(first);
        LimitSearchOptions o;
        o.first_rate = first;
        auto const found =
            search(LimitSearch(level(0.99, 5ms), o), [](LoadStep const& s) { return sharp(s, 12'345); });
        CHECK(found.ended == LimitEnding::found);
        CHECK(std::abs(found.rate / 12'345 - 1) < 0.02);
        CHECK(found.steps.front().rate == first);
        CHECK(found.steps.size() <= 25);
    }
}

TEST_CASE("one disturbed step does not decide") {
    for (std::size_t disturbed = 0; disturbed < 10; ++disturbed) {
        CAPTURE(disturbed);
        std::size_t step = 0;
        auto const found = search(LimitSearch(level(0.99, 5ms), {}), [&](LoadStep const& s) {
            auto o = sharp(s, 8000);
            if (step++ == disturbed) o.beyond = o.requests - o.beyond;
            return o;
        });
        CHECK(std::abs(found.rate / 8000 - 1) < 0.05);
    }
}

TEST_CASE("the ends of the range are told") {
    auto const highest =
        search(LimitSearch(level(0.99, 5ms), {}), [](LoadStep const& s) { return sharp(s, 1e9); });
    CHECK(highest.ended == LimitEnding::highest_holds);
    CHECK(highest.rate == 1e6);
    CHECK(highest.holds == 1e6);
    CHECK_FALSE(highest.fails);

    auto const none =
        search(LimitSearch(level(0.99, 5ms), {}), [](LoadStep const& s) { return sharp(s, 0); });
    CHECK(none.ended == LimitEnding::nothing_holds);
    CHECK(none.rate == 0);
    CHECK(none.holds == 0);
}

TEST_CASE("a client that cannot make more load ends the search") {
    auto const found = search(LimitSearch(level(0.99, 5ms), {}), [](LoadStep const& s) {
        auto o = sharp(s, 20'000);
        o.client_bound = s.rate > 19'000;
        return o;
    });
    CHECK(found.ended == LimitEnding::client);
    CHECK(found.rate <= 20'000);
    CHECK(found.rate > 18'000);
    CHECK_FALSE(found.fails);
    auto const never = search(LimitSearch(level(0.99, 5ms), {}), [](LoadStep const& s) {
        auto o = sharp(s, 0);
        o.client_bound = true;
        return o;
    });
    CHECK(never.ended == LimitEnding::client);
    CHECK(never.rate == 0);
}

TEST_CASE("failures count against their own share") {
    // Fast enough at every rate; 1 % fail above 5000 per second.
    auto const failing = [](LoadStep const& s) {
        auto o = sharp(s, 1e9);
        if (s.rate > 5000) o.failed = o.beyond = o.requests / 100;
        return o;
    };
    auto const strict = search(LimitSearch(level(0.95, 5ms, 0.001), {}), failing);
    CHECK(std::abs(strict.rate / 5000 - 1) < 0.03);
    CHECK(std::abs(search(LimitSearch(level(0.95, 5ms, 0), {}), failing).rate / 5000 - 1) < 0.03);
    CHECK(search(LimitSearch(level(0.95, 5ms, 0.05), {}), failing).ended == LimitEnding::highest_holds);
}

TEST_CASE("steps stay within their limits and the budget") {
    LimitSearchOptions o;
    o.shortest_step = 200ms;
    o.longest_step = 700ms;
    o.budget = 2500ms;
    o.highest_rate = 3000;
    LimitSearch s(level(0.999, 5ms), o);
    Duration total{};
    while (auto const step = s.next()) {
        CHECK(step->rate <= 3000);
        CHECK(step->duration >= 200ms);
        CHECK(step->duration <= 700ms);
        total += step->duration;
        s.observe(sharp(*step, 1234));
    }
    CHECK(total <= 2500ms);
    CHECK(s.result().spent == total);
    CHECK(s.result().ended == LimitEnding::budget);
    CHECK_FALSE(s.next());

    LimitSearch idle(level(0.99, 5ms), {});
    while (auto const step = idle.next()) idle.observe({step->rate, 0, 0, 0, 0, 0, false});
    CHECK(idle.result().ended == LimitEnding::budget);
    CHECK(idle.result().rate == 0);
}

TEST_CASE("a limit search that means nothing is refused") {
    auto const with = [](auto change) {
        LimitSearchOptions o;
        change(o);
        return refusal(level(0.99, 5ms), o);
    };
    CHECK_THAT(refusal(level(0.4, 5ms), {}), ContainsSubstring("quantile = 0.4"));
    CHECK_THAT(refusal(level(0.99, 0ms), {}), ContainsSubstring("limit in s = 0"));
    CHECK_THAT(refusal(level(0.99, 5ms, 1), {}), ContainsSubstring("error_share = 1"));
    CHECK_THAT(with([](auto& o) { o.first_rate = 0; }), ContainsSubstring("first_rate = 0"));
    CHECK_THAT(with([](auto& o) { o.highest_rate = 50; }), ContainsSubstring("first_rate = 100"));
    CHECK_THAT(with([](auto& o) { o.highest_rate = 1e9; }), ContainsSubstring("highest_rate = 1e+09"));
    CHECK_THAT(with([](auto& o) { o.precision = std::nan(""); }), ContainsSubstring("precision = nan"));
    CHECK_THAT(with([](auto& o) { o.shortest_step = 0s; }), ContainsSubstring("shortest_step in s = 0"));
    CHECK_THAT(with([](auto& o) { o.longest_step = 1ms; }), ContainsSubstring("longest_step in s = 0.001"));
    CHECK_THAT(with([](auto& o) { o.budget = 1ms; }), ContainsSubstring("budget in s = 0.001"));
}
