// Campaigns in which the truth is known: what compare says of them.
#include <wasmbench/report/compare.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <vector>

#include <support/noisy_campaign.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;
using testing::NoisyCampaign;

namespace {

/// A campaign with one program that takes `run_time`.
Campaign program(std::uint64_t seed, double run_time, double spread, std::uint32_t blocks = 20) {
    NoisyCampaign c("seed " + std::to_string(seed), seed, blocks, spread);
    c.program(testing::program_key("native"), run_time);
    return c.take();
}

Comparison compare(Campaign const& a, Campaign const& b, CompareOptions const& options = {}) {
    return compare_campaigns(a, b, {}, options).value();
}

ComparedFigure only_figure(Comparison const& c) {
    REQUIRE(c.rows.size() == 1);
    REQUIRE(c.rows[0].figures.size() == 1);
    return c.rows[0].figures[0];
}

CompareOptions margin_of(double margin) {
    CompareOptions o;
    o.margin = margin;
    return o;
}

} // namespace

TEST_CASE("a regression of 10 % is found, and its interval holds it") {
    auto const c = compare(program(1, 0.1, 0.02), program(2, 0.11, 0.02));
    CHECK(c.verdict == Verdict::worse);
    auto const f = only_figure(c);
    CHECK(f.verdict == Verdict::worse);
    CHECK(f.quantity == Quantity::run_time);
    CHECK(f.n_a == 20);
    CHECK(f.n_b == 20);
    CHECK_THAT(f.a, WithinRel(0.1, 0.02));
    CHECK_THAT(f.b, WithinRel(0.11, 0.02));
    REQUIRE(f.interval);
    CHECK(f.interval->contains(1.1));
    CHECK(f.interval->confidence >= 0.99);
    CHECK(f.interval->low > f.floor->ratio);
    CHECK(*f.p_adjusted < 0.001);
    CHECK(f.reason == "");
}

TEST_CASE("the other way round the same change is an improvement, and the ratio the reciprocal one") {
    auto const a = program(1, 0.1, 0.02);
    auto const b = program(2, 0.11, 0.02);
    auto const there = only_figure(compare(a, b));
    auto const back = only_figure(compare(b, a));
    CHECK(back.verdict == Verdict::better);
    CHECK(compare(b, a).verdict == Verdict::better);
    CHECK_THAT(back.ratio, WithinRel(1 / there.ratio, 1e-9));
    CHECK_THAT(back.interval->low, WithinRel(1 / there.interval->high, 1e-9));
}

TEST_CASE("of two measurements of the same thing none is ever worse or better") {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        CAPTURE(seed);
        CHECK(
            compare(program(seed, 0.1, 0.02), program(seed + 1000, 0.1, 0.02)).verdict == Verdict::not_worse);
    }
}

TEST_CASE("noise that is too wide to exclude a regression is inconclusive") {
    auto const c = compare(program(1, 0.1, 0.6, 10), program(2, 0.1, 0.6, 10));
    CHECK(c.verdict == Verdict::inconclusive);
    CHECK_THAT(only_figure(c).reason,
        ContainsSubstring("a regression of ") && ContainsSubstring("% is not excluded"));
    CHECK(only_figure(c).floor->ratio > 1.1);
}

TEST_CASE("a change within the noise floor does not count, however sure it is") {
    // Whole campaigns differ by 6 % here, whatever their trials agree on among themselves.
    std::vector<Campaign> noise;
    for (double drift : {1.0, 1.06})
        noise.push_back(program(static_cast<std::uint64_t>(drift * 100), 0.1 * drift, 0.001));
    auto const a = program(1, 0.1, 0.001);
    auto const b = program(2, 0.103, 0.001);
    CHECK(compare(a, b).verdict == Verdict::worse);
    auto const c = compare_campaigns(a, b, noise, {}).value();
    CHECK(c.verdict == Verdict::not_worse);
    CHECK(only_figure(c).interval->low > 1.02);
    CHECK_THAT(only_figure(c).floor->ratio, WithinRel(1.06, 0.002));
}

TEST_CASE(
    "with a margin a smaller change does not count, a larger one does, one in between is inconclusive") {
    auto const a = program(1, 0.1, 0.002);
    CHECK(compare(a, program(2, 0.103, 0.002)).verdict == Verdict::worse);
    CHECK(compare(a, program(2, 0.103, 0.002), margin_of(0.05)).verdict == Verdict::not_worse);
    CHECK(compare(a, program(2, 0.108, 0.002), margin_of(0.05)).verdict == Verdict::worse);
    CHECK(compare(a, program(2, 0.105, 0.002), margin_of(0.05)).verdict == Verdict::inconclusive);
    CHECK(compare(a, program(2, 0.097, 0.002)).verdict == Verdict::better);
    CHECK(compare(a, program(2, 0.097, 0.002), margin_of(0.05)).verdict == Verdict::not_worse);
    CHECK(compare(a, program(2, 0.2, 0.002), margin_of(2)).verdict == Verdict::not_worse);
}

TEST_CASE("less throughput is worse, more is better") {
    auto const service = [](std::string const& metric, Unit unit, double centre, std::uint32_t connections) {
        NoisyCampaign c("service", static_cast<std::uint64_t>(centre), 20, 0.01);
        c.row(testing::service_key("native"), metric, unit, centre, connections);
        return c.take();
    };
    auto const verdict = [&](std::string const& metric, Unit unit, double a, double b,
                             std::uint32_t connections) {
        return only_figure(
            compare(service(metric, unit, a, connections), service(metric, unit, b, connections)))
            .verdict;
    };
    CHECK(verdict("http/throughput", Unit::per_second, 50'000, 40'000, 10) == Verdict::worse);
    CHECK(verdict("http/throughput", Unit::per_second, 40'000, 50'000, 10) == Verdict::better);
    CHECK(verdict("http/throughput", Unit::per_second, 40'000, 40'100, 10) == Verdict::not_worse);
}

TEST_CASE("rows of one campaign are paired by block: what slows a whole block is not in their ratio") {
    auto const twice = [](double factor_of_b) {
        NoisyCampaign c("rows", 5, 16, 0.02);
        c.block_factors = {1, 3, 0.5, 2, 1.5, 0.7, 4, 1.2};
        c.program(testing::program_key("native"), 0.1);
        c.program(testing::program_key("wasmtime"), 0.1 * factor_of_b);
        return c.take();
    };
    auto const paired = compare_rows(twice(1.1), "native", "wasmtime", {}, {}).value();
    CHECK(paired.paired);
    auto const f = only_figure(paired);
    CHECK(f.n_a == 16);
    CHECK(f.interval->contains(1.1));
    CHECK(f.interval->width() < 0.04);
    CHECK(f.floor->ratio < 1.05); // of the pairs, too
    CHECK(paired.verdict == Verdict::worse);

    // The same values as two campaigns: the blocks are part of the noise.
    auto a = NoisyCampaign("a", 5, 16, 0.02);
    auto b = NoisyCampaign("b", 6, 16, 0.02);
    for (auto* c : {&a, &b}) c->block_factors = {1, 3, 0.5, 2, 1.5, 0.7, 4, 1.2};
    a.program(testing::program_key("native"), 0.1);
    b.program(testing::program_key("native"), 0.11);
    auto const unpaired = compare(a.take(), b.take());
    CHECK(!unpaired.paired);
    CHECK(only_figure(unpaired).interval->width() > 1);
    CHECK(unpaired.verdict == Verdict::inconclusive);
}

TEST_CASE("a block in which one of two rows has no trial that counts makes no pair") {
    NoisyCampaign c("rows", 5, 12, 0.02);
    c.program(testing::program_key("native"), 0.1);
    c.program(testing::program_key("wasmtime"), 0.1);
    for (auto& e : c.builder.records.events)
        if (auto* m = std::get_if<Measurement>(&e.what); m && m->key.block == 3 && m->key.runtime == "native")
            e.what = results::Failed{m->key, "wasmbench", 7, "wrong", {}};
    auto const f = only_figure(compare_rows(c.take(), "native", "wasmtime", {}, {}).value());
    CHECK(f.n_a == 11);
    CHECK(f.n_b == 11);
}

TEST_CASE("disturbed trials are part of the figures, as in a report, and are counted") {
    auto const disturbed = [](bool mark) {
        NoisyCampaign c("c", 3, 12, 0.02);
        c.program(testing::program_key("native"), 0.1);
        if (mark)
            for (std::uint32_t block = 20; block < 23; ++block) {
                auto key = testing::program_key("native");
                key.block = block;
                c.builder.trial(key, block, [&](RunKey const& k) {
                    c.builder.measure(k, Phase::measure, "start/ready", Unit::seconds, {0.1});
                    c.builder.measure(k, Phase::measure, "disturbed/steal", Unit::ratio, {0.2});
                });
            }
        return c.take();
    };
    auto const c = compare(disturbed(false), disturbed(true));
    CHECK(only_figure(c).n_b == 15);
    CHECK(c.rows[0].disturbed_a == 0);
    CHECK(c.rows[0].disturbed_b == 3);
    REQUIRE(!c.notes.empty());
    CHECK_THAT(c.notes[0], ContainsSubstring("3 of B are marked as disturbed"));
}

TEST_CASE("too few trials for an interval judge nothing") {
    auto const c = compare(program(1, 0.1, 0.001, 3), program(2, 0.2, 0.001, 3));
    CHECK(only_figure(c).verdict == Verdict::not_judged);
    CHECK_THAT(
        only_figure(c).reason, ContainsSubstring("3 and 3 values are too few for an interval of 99 %"));
    CHECK(!only_figure(c).p_value);
    CHECK(c.verdict == Verdict::inconclusive);
}

TEST_CASE("a figure with too few values is set aside beside others, but not when it was asked for") {
    auto const campaign = [](std::uint64_t seed) {
        NoisyCampaign c("c", seed, 12, 0.01);
        c.program(testing::program_key("native"), 0.1);
        c.builder.plan.blocks = 2;
        auto key = testing::program_key("native");
        for (std::uint32_t i = 0; i < 2; ++i)
            c.builder.trial(key, 100 + i, [&](RunKey const& k) {
                c.builder.measure(k, Phase::measure, "memory/pss", Unit::bytes, {1e6 * c.noise()});
            });
        return c.take();
    };
    auto const all = compare(campaign(1), campaign(2));
    REQUIRE(all.rows[0].figures.size() == 2);
    CHECK(all.rows[0].figures[1].quantity == Quantity::memory_peak);
    CHECK(all.rows[0].figures[1].verdict == Verdict::not_judged);
    CHECK(all.verdict == Verdict::not_worse);
    CompareOptions options;
    options.metrics = {"memory_peak"};
    CHECK(compare(campaign(1), campaign(2), options).verdict == Verdict::inconclusive);
    options.metrics = {"run_time"};
    CHECK(only_figure(compare(campaign(1), campaign(2), options)).quantity == Quantity::run_time);
    CHECK(compare(campaign(1), campaign(2), options).verdict == Verdict::not_worse);
}

TEST_CASE("values of which one is 0 have no ratio") {
    auto const c = compare(program(1, 0.1, 0.02), program(2, 0, 0.02));
    CHECK(only_figure(c).verdict == Verdict::not_judged);
    CHECK_THAT(only_figure(c).reason, ContainsSubstring("a value is 0"));
    CHECK(c.verdict == Verdict::inconclusive);
}

TEST_CASE("values that never vary are equal without a doubt") {
    auto const c = compare(program(1, 0.1, 0), program(2, 0.1, 0));
    CHECK(c.verdict == Verdict::not_worse);
    CHECK(only_figure(c).interval->width() == 0);
    CHECK(compare(program(1, 0.1, 0), program(2, 0.102, 0)).verdict == Verdict::worse);
}

TEST_CASE("p-values are adjusted over all figures of all rows") {
    auto const campaign = [](std::uint64_t seed, double factor) {
        NoisyCampaign c("c", seed, 10, 0.02);
        for (auto const* name : {"a", "b", "c", "d"}) c.program(testing::program_key(name), 0.1 * factor);
        return c.take();
    };
    auto const c = compare(campaign(1, 1), campaign(2, 1.3));
    REQUIRE(c.rows.size() == 4);
    for (auto const& row : c.rows) {
        // Apart in every pair, so all have the smallest p-value there is, and Holm's step makes them equal.
        CHECK_THAT(*row.figures[0].p_value, WithinRel(2.0 / 184756, 1e-6));
        CHECK_THAT(*row.figures[0].p_adjusted, WithinRel(8.0 / 184756, 1e-6));
    }
}

TEST_CASE("a change that may be chance among so many figures is inconclusive") {
    // Eight pairs have a p-value of 2 / 2^8 at best: seven figures are too many for it.
    auto const services = [](bool throughput) {
        NoisyCampaign c("services", 9, 8, 0.001);
        std::uint32_t number = 0;
        for (double factor : {1.0, 1.5})
            for (std::uint32_t block = 0; block < 8; ++block) {
                auto key = testing::service_key(factor > 1 ? "wasmtime" : "native");
                key.block = block;
                c.builder.trial(key, number++, [&](RunKey const& k) {
                    auto add = [&](std::string const& metric, Unit unit, double centre,
                                   std::uint32_t connections) {
                        c.builder.measure(
                            k, Phase::measure, metric, unit, {centre * factor * c.noise()}, connections);
                    };
                    std::vector<double> times;
                    for (int i = 0; i < 100; ++i) times.push_back(1e-4 * factor * c.noise());
                    add("start/ready", Unit::seconds, 0.1, 1);
                    c.builder.measure(k, Phase::measure, "http/service_time", Unit::seconds, times);
                    add("cpu/server_seconds", Unit::seconds, 0.1, 10);
                    c.builder.measure(k, Phase::measure, "http/ok", Unit::count, {1000}, 10);
                    add("memory/pss", Unit::bytes, 1e7, 1);
                    if (throughput) add("http/throughput", Unit::per_second, 1e4, 10);
                });
            }
        return c.take();
    };
    auto const seven = compare_rows(services(true), "native", "wasmtime", {}, {}).value();
    REQUIRE(seven.rows[0].figures.size() == 7);
    CHECK(seven.verdict == Verdict::inconclusive);
    for (auto const& f : seven.rows[0].figures)
        if (f.quantity != Quantity::throughput) CHECK_THAT(f.reason, ContainsSubstring("may be chance"));
    CHECK_THAT(seven.headline,
        ContainsSubstring("slower than native 1.0 (long-lived), 99 % confidence, which is not conclusive"));
    auto const six = compare_rows(services(false), "native", "wasmtime", {}, {}).value();
    REQUIRE(six.rows[0].figures.size() == 6);
    for (auto const& f : six.rows[0].figures) CHECK(f.verdict == Verdict::worse);
}

TEST_CASE("the 99th percentile is judged where each trial has requests enough for one") {
    auto const campaign = [](int requests) {
        NoisyCampaign c("c", 4, 10, 0.05);
        auto key = testing::service_key("native");
        for (std::uint32_t block = 0; block < 10; ++block) {
            key.block = block;
            c.builder.trial(key, block, [&](RunKey const& k) {
                std::vector<double> times;
                for (int i = 0; i < requests; ++i) times.push_back(1e-4 * c.noise());
                c.builder.measure(k, Phase::measure, "http/service_time", Unit::seconds, times);
            });
        }
        return c.take();
    };
    CHECK(compare(campaign(99), campaign(99)).rows[0].figures.size() == 1);
    auto const with_tail = compare(campaign(100), campaign(100));
    REQUIRE(with_tail.rows[0].figures.size() == 2);
    CHECK(with_tail.rows[0].figures[1].quantity == Quantity::warm_p99);
    CHECK(with_tail.rows[0].figures[1].n_a == 10);
}
