#include <wasmbench/load/pacer.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::load;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;

namespace {

using Moments = std::vector<std::int64_t>; // ns
constexpr auto nan_rate = std::numeric_limits<double>::quiet_NaN();

/// All that are due before `end`, at most a million.
Moments moments(Arrival const& arrival, Duration end = Duration::max()) {
    Moments out;
    auto const pacer = arrival();
    for (auto due = pacer->next(); due && *due < end && out.size() < 1'000'000; due = pacer->next())
        out.push_back(std::chrono::nanoseconds(*due).count());
    return out;
}

Moments first(std::size_t n, Arrival const& arrival) {
    Moments out;
    auto const pacer = arrival();
    for (auto due = pacer->next(); due && out.size() < n; due = pacer->next())
        out.push_back(std::chrono::nanoseconds(*due).count());
    return out;
}

template <class Make>
std::string refusal(Make make) {
    try {
        make();
    } catch (Error const& e) {
        CHECK(e.code() == errc::invalid_option);
        return e.what();
    }
    return "accepted";
}

/// Anderson and Darling's statistic of numbers that should be uniform on (0, 1), nothing estimated.
double anderson_darling(std::vector<double> u) {
    std::sort(u.begin(), u.end());
    auto const n = static_cast<double>(u.size());
    double sum = 0;
    for (std::size_t i = 0; i < u.size(); ++i)
        sum += (2 * static_cast<double>(i) + 1) * (std::log(u[i]) + std::log1p(-u[u.size() - 1 - i]));
    return -n - sum / n;
}

/// Its 5 % point for a known distribution and n >= 5 (Stephens, JASA 69, 1974, case 0).
constexpr double anderson_darling_limit = 2.492;

} // namespace

TEST_CASE("constant_rate: request k is due at k / rate") {
    CHECK(first(4, constant_rate(1000)) == Moments{0, 1'000'000, 2'000'000, 3'000'000});
    CHECK(first(5, constant_rate(3)) == Moments{0, 333'333'333, 666'666'667, 1'000'000'000, 1'333'333'333});
    CHECK(first(3, constant_rate(highest_arrival_rate)) == Moments{0, 10, 20});
    CHECK(first(3, constant_rate(0.25)) == Moments{0, 4'000'000'000, 8'000'000'000});
}

TEST_CASE("constant_rate is exact for every k") {
    // Rates of whole numbers, so that k / rate is exact in integers.
    for (std::uint64_t const rate : {7U, 977U, 10'000U, 33'333U, 99'999'989U}) {
        CAPTURE(rate);
        auto const pacer = constant_rate(static_cast<double>(rate))();
        std::uint64_t wrong = 0;
        for (std::uint64_t k = 0; k < 2'000'000; ++k) {
            auto const due = static_cast<std::uint64_t>(std::chrono::nanoseconds(*pacer->next()).count());
            if (due != (2 * k * 1'000'000'000U + rate) / (2 * rate)) ++wrong;
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("constant_rate ends where nanoseconds end") {
    CHECK(first(10, constant_rate(1e-9)).size() == 10); // one in 32 years: nine of them fit, and the first
    CHECK(first(10, constant_rate(1e-10)) == Moments{0});
    CHECK(first(10, constant_rate(std::numeric_limits<double>::denorm_min())) == Moments{0});
    auto const pacer = constant_rate(1e-10)();
    for (int i = 0; i < 3; ++i) pacer->next();
    CHECK_FALSE(pacer->next());
    CHECK(first(10, poisson(1e-300, 1)).empty());
}

TEST_CASE("poisson: gaps are exponential and independent") {
    int gaps_pass = 0;
    int pairs_pass = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        constexpr double rate = 5000;
        auto const at = first(2001, poisson(rate, seed));
        std::vector<double> u;
        std::vector<double> of_pairs;
        std::int64_t before = 0;
        for (auto const t : at) {
            u.push_back(-std::expm1(-rate * 1e-9 * static_cast<double>(t - before + (t == before))));
            before = t;
        }
        // u/(u + v) of two independent exponentials is uniform; dependence would show.
        for (std::size_t i = 0; i + 1 < u.size(); i += 2)
            of_pairs.push_back(std::log1p(-u[i]) / (std::log1p(-u[i]) + std::log1p(-u[i + 1])));
        gaps_pass += anderson_darling(u) < anderson_darling_limit;
        pairs_pass += anderson_darling(of_pairs) < anderson_darling_limit;
    }
    CHECK(gaps_pass >= 93);
    CHECK(pairs_pass >= 93);
}

TEST_CASE("the same seed gives the same moments, on every platform") {
    auto const arrival = poisson(1000, 42);
    auto const a = first(1000, arrival);
    CHECK(a == first(1000, arrival));
    CHECK(a != first(1000, poisson(1000, 43)));
    CHECK(a == first(1000, paced(RateProfile().hold(1000), Law::poisson, 42)));
    // Seen once; they must not change.
    CHECK(Moments(a.begin(), a.begin() + 3) == Moments{83'863, 763'906, 1'755'710});
}

TEST_CASE("a profile of one constant rate is that rate") {
    auto const held = paced(RateProfile().hold(977), Law::constant);
    CHECK((first(100'000, held) == first(100'000, constant_rate(977)))); // not printed
    auto const ends = paced(RateProfile().hold(30, 100ms), Law::constant);
    CHECK(first(10, ends) == Moments{0, 33'333'333, 66'666'667});
}

TEST_CASE("steps and ramps are exact") {
    // 10 requests in the first second, 20 in the next, and so on without a hole at the seam.
    auto const steps = moments(paced(RateProfile().hold(10, 1s).hold(20, 1s).hold(1, 2s), Law::constant));
    REQUIRE(steps.size() == 32);
    CHECK(steps[9] == 900'000'000);
    CHECK(steps[10] == 1'000'000'000);
    CHECK(steps[11] == 1'050'000'000);
    CHECK(steps[31] == 3'000'000'000);

    // 0 to 200 in 1 s: n(t) = 100 t^2.
    auto const up = moments(paced(RateProfile().ramp(0, 200, 1s), Law::constant));
    REQUIRE(up.size() == 100);
    for (std::size_t k = 0; k < up.size(); ++k)
        CHECK(up[k] == std::llround(std::sqrt(static_cast<double>(k) / 100) * 1e9));

    // And back: n(t) = 200 t - 100 t^2.
    auto const down = moments(paced(RateProfile().ramp(200, 0, 1s), Law::constant));
    REQUIRE(down.size() == 100);
    for (std::size_t k = 0; k < down.size(); ++k) {
        auto const expected = (1 - std::sqrt(1 - static_cast<double>(k) / 100)) * 1e9;
        CHECK(std::abs(static_cast<double>(down[k]) - expected) <= 1);
    }

    auto const both = moments(paced(RateProfile().ramp(0, 2000, 10s).hold(2000, 5s), Law::constant));
    CHECK(both.size() == 20'000);
    CHECK(both[10'000] == 10'000'000'000);
    CHECK(both[10'001] == 10'000'500'000);
}

TEST_CASE("expected_requests is the integral of the rate") {
    auto const p = RateProfile().ramp(0, 200, 1s).hold(50, 2s).hold(7);
    CHECK(p.expected_requests(-1s) == 0);
    CHECK_THAT(p.expected_requests(500ms), WithinRel(25.0, 1e-12));
    CHECK_THAT(p.expected_requests(1s), WithinRel(100.0, 1e-12));
    CHECK_THAT(p.expected_requests(2s), WithinRel(150.0, 1e-12));
    CHECK_THAT(p.expected_requests(13s), WithinRel(270.0, 1e-12));
    CHECK_FALSE(p.duration());
    CHECK(RateProfile().ramp(0, 200, 1s).hold(50, 2s).duration() == 3s);
}

TEST_CASE("an inhomogeneous Poisson process has Poisson counts") {
    auto const profile = RateProfile().ramp(100, 900, 4s).hold(300, 3s).ramp(300, 0, 3s);
    constexpr int runs = 400;
    constexpr int bins = 10;
    std::vector<std::vector<double>> counts(bins, std::vector<double>(runs));
    int transformed_pass = 0;
    for (int run = 0; run < runs; ++run) {
        auto const at = moments(paced(profile, Law::poisson, static_cast<std::uint64_t>(run)));
        std::vector<double> u;
        for (auto const t : at) {
            ++counts[static_cast<std::size_t>(t / 1'000'000'000)][static_cast<std::size_t>(run)];
            // Given their number, the mapped times are uniform.
            u.push_back(
                profile.expected_requests(std::chrono::nanoseconds(t)) / profile.expected_requests(10s));
        }
        transformed_pass += anderson_darling(u) < anderson_darling_limit;
    }
    CHECK(transformed_pass >= runs * 92 / 100);
    for (int bin = 0; bin < bins; ++bin) {
        CAPTURE(bin);
        double const expected =
            profile.expected_requests((bin + 1) * 1s) - profile.expected_requests(bin * 1s);
        auto const& c = counts[static_cast<std::size_t>(bin)];
        double mean = 0;
        double variance = 0;
        for (double const x : c) mean += x / runs;
        for (double const x : c) variance += (x - mean) * (x - mean) / (runs - 1);
        CHECK(std::abs(mean - expected) < 4 * std::sqrt(expected / runs));
        CHECK(std::abs(variance / expected - 1) < 4 * std::sqrt(2.0 / runs) + 0.02);
    }
}

TEST_CASE("bursts, then and merged") {
    CHECK(first(5, bursts(2, constant_rate(10))) == Moments{0, 0, 100'000'000, 100'000'000, 200'000'000});
    CHECK(moments(bursts(3, paced(RateProfile().hold(2, 1s), Law::constant))).size() == 6);

    CHECK(first(5, then(constant_rate(2), 1s, constant_rate(10))) ==
          Moments{0, 500'000'000, 1'000'000'000, 1'100'000'000, 1'200'000'000});
    auto const pause = then(paced(RateProfile().hold(2, 1s), Law::constant), 3s, constant_rate(10));
    CHECK(first(4, pause) == Moments{0, 500'000'000, 3'000'000'000, 3'100'000'000});

    CHECK(first(5, merged(constant_rate(2), constant_rate(4))) ==
          Moments{0, 0, 250'000'000, 500'000'000, 500'000'000});
    auto const ends = paced(RateProfile().hold(2, 1s), Law::constant);
    CHECK(moments(merged(ends, ends)) == Moments{0, 0, 500'000'000, 500'000'000});

    auto const all =
        then(merged(bursts(3, poisson(50, 1)), constant_rate(10)), 2s, bursts(2, constant_rate(5)));
    auto const at = first(1000, all);
    CHECK(at.size() == 1000);
    CHECK(at == first(1000, all));
}

TEST_CASE("moments never decrease, and an end stays one") {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        auto const profile =
            RateProfile().ramp(0, 1e6, 10ms).ramp(1e6, 0, 10ms).ramp(0, 3, 1s).hold(1e7, 1ms);
        for (auto const law : {Law::constant, Law::poisson}) {
            auto const arrival = merged(paced(profile, law, seed), bursts(3, poisson(2000, seed)));
            auto const at = moments(arrival, 2s);
            CHECK(at.size() > 20'000);
            CHECK(std::is_sorted(at.begin(), at.end()));
        }
        auto const pacer = paced(profile, Law::poisson, seed)();
        while (pacer->next()) continue;
        CHECK_FALSE(pacer->next());
    }
}

TEST_CASE("an arrival that means nothing is refused when it is described") {
    for (double const rate : {0.0, -1.0, 1.0001e8, nan_rate, std::numeric_limits<double>::infinity()}) {
        CAPTURE(rate);
        CHECK_THAT(refusal([&] { constant_rate(rate); }), ContainsSubstring("more than 0, at most 1e8"));
        CHECK_THAT(refusal([&] { poisson(rate, 1); }), ContainsSubstring("more than 0, at most 1e8"));
        CHECK_THAT(refusal([&] { RateProfile().hold(rate, 1s); }), ContainsSubstring("more than 0"));
        CHECK_THAT(refusal([&] { RateProfile().hold(rate); }), ContainsSubstring("more than 0"));
    }
    CHECK_THAT(refusal([] { RateProfile().ramp(0, 0, 1s); }), ContainsSubstring("rate 0"));
    CHECK_THAT(refusal([] { RateProfile().ramp(nan_rate, 1, 1s); }), ContainsSubstring("rate nan"));
    CHECK_THAT(refusal([] { RateProfile().ramp(1, -1, 1s); }), ContainsSubstring("rate -1"));
    CHECK_THAT(refusal([] { RateProfile().hold(1, 0s); }), ContainsSubstring("duration 0 s"));
    CHECK_THAT(refusal([] { RateProfile().ramp(1, 2, -1s); }), ContainsSubstring("duration -1 s"));
    CHECK_THAT(refusal([] { RateProfile().hold(1).hold(2); }), ContainsSubstring("the endless piece last"));
    CHECK_THAT(refusal([] { paced({}, Law::constant); }), ContainsSubstring("without pieces"));
    CHECK_THAT(refusal([] { bursts(0, constant_rate(1)); }), ContainsSubstring("bursts of 0"));
    CHECK_THAT(refusal([] { bursts(1, {}); }), ContainsSubstring("closed loop"));
    auto const one = constant_rate(1);
    CHECK_THAT(refusal([&] { then(one, 0s, one); }), ContainsSubstring("duration 0 s"));
    CHECK_THAT(refusal([] { merged(constant_rate(1), {}); }), ContainsSubstring("merged: b"));
    CHECK_THAT(refusal([] { bursts(1, [] { return nullptr; })(); }), ContainsSubstring("no pacer"));
}

TEST_CASE("an arrival is read from a command line") {
    auto const same = [](char const* text, Arrival const& expected) {
        CAPTURE(text);
        CHECK((first(3000, parse_arrival(text, 1000, 7).value()) == first(3000, expected)));
    };
    same("constant", constant_rate(1000));
    same("poisson", poisson(1000, 7));
    same("burst:8", bursts(8, constant_rate(125)));
    same("ramp:10-1000:2.5", paced(RateProfile().ramp(10, 1000, 2500ms).hold(1000), Law::constant));
    same("ramp:0-0.5:1", paced(RateProfile().ramp(0, 0.5, 1s).hold(0.5), Law::constant));
    same("ramp:100-0:1", paced(RateProfile().ramp(100, 0, 1s), Law::constant));
    same("poisson-ramp:10-1000:2", paced(RateProfile().ramp(10, 1000, 2s).hold(1000), Law::poisson, 7));
    same("step:100,200,50:1", paced(RateProfile().hold(100, 1s).hold(200, 1s).hold(50), Law::constant));
    same("poisson-step:100:1", paced(RateProfile().hold(100), Law::poisson, 7));
}

TEST_CASE("a bad arrival on a command line is refused with the forms") {
    for (std::string const text : {"", "Constant", "constant ", "poisson:", "burst", "burst:", "burst:0",
             "burst:1.5", "burst:-1", "burst:x", "ramp", "ramp:", "ramp:1-2", "ramp:1:2",
             "ramp:1-2:", "ramp:1-2:x", "ramp:-1-2:3", "ramp:1-2-3:4", "ramp:1e3-2:3", "ramp:1-2:99999999",
             "step::1", "step:1,:1", "step:,1:1", "step:1;2:1", "step:1,2", "poisson-", "poisson-constant",
             "poisson-burst:2", "poisson-poisson-ramp:1-2:3", "1:2"}) {
        CAPTURE(text);
        auto const parsed = parse_arrival(text, 1000, 1);
        REQUIRE(parsed.has_error());
        CHECK(parsed.error().code == errc::invalid_option);
        CHECK_THAT(to_line(parsed.error()), ContainsSubstring("\"" + text + "\""));
        CHECK_THAT(to_line(parsed.error()), ContainsSubstring("ramp:FROM-TO:SECONDS"));
    }
    CHECK_THAT(to_line(parse_arrival("constant", 0, 1).error()), ContainsSubstring("rate 0 per second"));
    CHECK_THAT(to_line(parse_arrival("step:5,0:1", 0, 1).error()), ContainsSubstring("rate 0 per second"));
    CHECK_THAT(to_line(parse_arrival("ramp:1-2:0", 0, 1).error()), ContainsSubstring("duration 0 s"));
}
