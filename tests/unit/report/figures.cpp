// Figures from raw samples, against values worked out by hand.
#include <wasmbench/report/report.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <support/campaign_builder.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::WithinRel;
using testing::CampaignBuilder;

namespace {

/// The only row of a campaign.
Row single_row(CampaignBuilder const& c) {
    auto const r = build_report(c.plan, c.records, "{}");
    REQUIRE(r.rows.size() == 1);
    return r.rows[0];
}

/// A campaign of one service whose n-th trial measures `metric` as values[n].
CampaignBuilder trials_of(std::string const& metric, std::vector<std::vector<double>> const& values,
    Phase phase = Phase::measure, std::uint32_t concurrency = 1,
    RunKey const& key = testing::service_key("native")) {
    CampaignBuilder c;
    for (std::uint32_t i = 0; i < values.size(); ++i)
        c.trial(key, i,
            [&](RunKey const& k) { c.measure(k, phase, metric, Unit::seconds, values[i], concurrency); });
    return c;
}

std::vector<std::vector<double>> each(std::vector<double> const& values) {
    std::vector<std::vector<double>> out;
    for (double v : values) out.push_back({v});
    return out;
}

} // namespace

TEST_CASE("cold start is the median over trials with an order-statistic interval") {
    auto const row = single_row(trials_of("start/ready", each({5, 1, 3, 2, 4, 6}), Phase::start));
    auto const* f = row.find(Quantity::cold_start);
    REQUIRE(f);
    CHECK(f->value == 3.5);
    CHECK(f->n == 6);
    REQUIRE(f->interval); // n = 6: smallest to largest, 1 - 2/64
    CHECK(f->interval->low == 1);
    CHECK(f->interval->high == 6);
    CHECK_THAT(f->interval->confidence, WithinRel(0.96875, 1e-12));
    CHECK(!row.find(Quantity::run_time));
}

TEST_CASE("with five trials there is a median and no interval") {
    auto const row = single_row(trials_of("start/ready", each({5, 1, 3, 2, 4}), Phase::start));
    auto const* f = row.find(Quantity::cold_start);
    REQUIRE(f);
    CHECK(f->value == 3);
    CHECK(!f->interval);
    CHECK(f->n_required == 6);
}

TEST_CASE("the bracket is the median of its widths") {
    CHECK(single_row(trials_of("start/bracket", each({3, 1, 2}), Phase::start))
              .find(Quantity::start_bracket)
              ->value == 2);
}

TEST_CASE("warm p50 is the median of the trials' medians, p99 is of all requests") {
    // Medians 2, 20, 5; the median of all nine values would be 4.
    auto const row = single_row(trials_of("http/service_time", {{1, 2, 3}, {4, 20, 30}, {5, 0.5, 5}}));
    CHECK(row.find(Quantity::warm_p50)->value == 5);
    CHECK(row.find(Quantity::warm_p50)->n == 3);
    auto const* p99 = row.find(Quantity::warm_p99);
    CHECK(p99->n == 9);
    CHECK_THAT(p99->value, WithinRel(20 + 0.92 * 10, 1e-12)); // rank 0.99 * 8 of 0..8: between 20 and 30
    CHECK(!p99->interval);
    CHECK(p99->n_required == 300);
}

TEST_CASE("p99 has an interval from 300 requests on") {
    std::vector<double> values;
    for (int i = 1; i <= 299; ++i) values.push_back(i);
    CHECK(!single_row(trials_of("http/service_time", {values})).find(Quantity::warm_p99)->interval);
    values.push_back(300);
    auto const row = single_row(trials_of("http/service_time", {values}));
    auto const* p99 = row.find(Quantity::warm_p99);
    REQUIRE(p99->interval);
    CHECK(p99->interval->high == 300);
    CHECK(p99->interval->low < p99->value);
    CHECK(p99->interval->low > 280);
}

TEST_CASE("warm-up requests and those of the throughput part are no service times") {
    CHECK(!single_row(trials_of("http/service_time", {{1}}, Phase::warmup)).find(Quantity::warm_p50));
    CHECK(!single_row(trials_of("http/service_time", {{1}}, Phase::measure, 10)).find(Quantity::warm_p50));
}

TEST_CASE("throughput is that at the plan's number of connections") {
    auto const at10 = single_row(trials_of("http/throughput", each({100, 300, 200}), Phase::measure, 10));
    CHECK(at10.find(Quantity::throughput)->value == 200);
    CHECK(
        !single_row(trials_of("http/throughput", each({100}), Phase::measure, 4)).find(Quantity::throughput));
}

TEST_CASE("CPU per 1,000 answers is a ratio per trial, from counts of the same part") {
    CampaignBuilder c;
    auto const key = testing::service_key("native");
    for (std::uint32_t i = 0; i < 3; ++i)
        c.trial(key, i, [&](RunKey const& k) {
            c.measure(k, Phase::measure, "http/ok", Unit::count, {7}, 1); // the sequential part: not this
            c.measure(k, Phase::measure, "http/ok", Unit::count, {200}, 10);
            c.measure(k, Phase::measure, "http/throughput", Unit::per_second, {1000}, 10);
            c.measure(k, Phase::measure, "cpu/server_seconds", Unit::seconds, {0.01 * (i + 1)}, 10);
            c.measure(k, Phase::measure, "cpu/client_seconds", Unit::seconds, {0.1}, 10);
        });
    auto row = single_row(c);
    CHECK_THAT(row.find(Quantity::server_cpu_per_1000)->value, WithinRel(0.1, 1e-12)); // 0.02 s for 200
    CHECK_THAT(row.find(Quantity::client_cpu_per_1000)->value, WithinRel(0.5, 1e-12));
    CHECK_THAT(row.find(Quantity::client_load)->value, WithinRel(0.5, 1e-12)); // 0.1 s of a window of 0.2 s
    c.plan.settings.load_threads = 4;
    CHECK_THAT(single_row(c).find(Quantity::client_load)->value, WithinRel(0.125, 1e-12));
    c.plan.settings.load_threads = 40; // of which 30 have no connection
    CHECK_THAT(single_row(c).find(Quantity::client_load)->value, WithinRel(0.05, 1e-12));
}

TEST_CASE("with one connection the counts of the throughput part are the later ones") {
    CampaignBuilder c;
    c.plan.settings.connections = 1;
    c.trial(testing::service_key("native"), 0, [&](RunKey const& k) {
        c.measure(k, Phase::measure, "http/ok", Unit::count, {50});
        c.measure(k, Phase::measure, "http/ok", Unit::count, {200});
        c.measure(k, Phase::measure, "cpu/server_seconds", Unit::seconds, {0.02});
    });
    CHECK_THAT(single_row(c).find(Quantity::server_cpu_per_1000)->value, WithinRel(0.1, 1e-12));
}

TEST_CASE("without a correct answer there is no CPU per answer") {
    CampaignBuilder c;
    c.trial(testing::service_key("native"), 0, [&](RunKey const& k) {
        c.measure(k, Phase::measure, "http/ok", Unit::count, {0}, 10);
        c.measure(k, Phase::measure, "http/throughput", Unit::per_second, {0}, 10);
        c.measure(k, Phase::measure, "cpu/server_seconds", Unit::seconds, {0.02}, 10);
        c.measure(k, Phase::measure, "cpu/client_seconds", Unit::seconds, {0.02}, 10);
    });
    auto const row = single_row(c);
    CHECK(!row.find(Quantity::server_cpu_per_1000));
    CHECK(!row.find(Quantity::client_load));
    CHECK(row.find(Quantity::throughput)->value == 0);
}

TEST_CASE("memory is steady and peak of each trial, then the median over trials") {
    auto const row =
        single_row(trials_of("memory/pss", {{1, 2, 9}, {3, 4, 5}, {5, 6, 7}}, Phase::measure, 10));
    CHECK(row.find(Quantity::memory_steady)->value == 4); // medians 2, 4, 6
    CHECK(row.find(Quantity::memory_peak)->value == 7);   // peaks 9, 5, 7
}

TEST_CASE("programs have figures of their own") {
    CampaignBuilder c;
    for (std::uint32_t i = 0; i < 3; ++i)
        c.trial(testing::program_key("native"), i, [&](RunKey const& k) {
            c.measure(k, Phase::start, "start/ready", Unit::seconds, {0.1 * (i + 1)});
            c.measure(k, Phase::measure, "cpu/usage", Unit::seconds, {0.3});
            c.measure(k, Phase::measure, "memory/max_rss", Unit::bytes, {4096});
            c.measure(k, Phase::measure, "command/elapsed", Unit::seconds, {0.05});
            if (i == 0) c.measure(k, Phase::measure, "memory/pss", Unit::bytes, {10, 30, 20});
        });
    auto const row = single_row(c);
    CHECK(row.program());
    CHECK(row.find(Quantity::run_time)->value == 0.2);
    CHECK(row.find(Quantity::cpu_per_run)->value == 0.3);
    CHECK(row.find(Quantity::max_rss)->value == 4096);
    CHECK(row.find(Quantity::self_reported)->value == 0.05);
    CHECK(row.find(Quantity::memory_peak)->value == 30);
    CHECK(row.find(Quantity::memory_peak)->n == 1);
    CHECK(!row.find(Quantity::cold_start));
    CHECK(!row.find(Quantity::memory_steady));
}

TEST_CASE("values that are not numbers are left out, and a trial with no other gives no value") {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    auto const row = single_row(trials_of("start/ready", {{nan}, {2}, {4}, {nan}, {6}}, Phase::start));
    CHECK(row.find(Quantity::cold_start)->value == 4);
    CHECK(row.find(Quantity::cold_start)->n == 3);
    CHECK(!single_row(trials_of("start/ready", each({nan}), Phase::start)).find(Quantity::cold_start));
    CHECK(row.trials == 5);
}

TEST_CASE("failed, interrupted and unfinished trials enter no figure and are counted") {
    auto c = trials_of("start/ready", each({1, 2, 3}), Phase::start);
    auto key = testing::service_key("native");
    c.trial(key, 3, [&](RunKey const& k) {
        c.measure(k, Phase::start, "start/ready", Unit::seconds, {1000});
        c.measure(k, Phase::measure, "http/errors/timeout", Unit::count, {4}, 10);
        c.add(results::Failed{k, "wasmbench", 7, "wrong", {}});
    });
    c.trial(key, 4, [&](RunKey const& k) {
        c.measure(k, Phase::start, "start/ready", Unit::seconds, {1000});
        c.add(results::Skipped{k, "interrupted"});
    });
    c.trial(key, 6, [&](RunKey const& k) {
        c.measure(k, Phase::start, "start/ready", Unit::seconds, {1000});
        c.add(results::Discarded{k, "9 of 9 pages in memory"});
    });
    key.trial = 5;
    c.add(results::TrialStarting{key});
    c.measure(key, Phase::start, "start/ready", Unit::seconds, {1000});
    auto const row = single_row(c);
    CHECK(row.find(Quantity::cold_start)->value == 2);
    CHECK(row.trials == 3);
    CHECK(row.failed == 1);
    CHECK(row.skipped == 1);
    CHECK(row.discarded == 2); // one whose condition was wrong, one that the harness left behind
    CHECK(row.errors == std::map<std::string, std::uint64_t>{{"timeout", 4}}); // why it failed
}

TEST_CASE("errors are counted by class over all trials") {
    CampaignBuilder c;
    for (std::uint32_t i = 0; i < 2; ++i)
        c.trial(testing::service_key("native"), i, [&](RunKey const& k) {
            c.measure(k, Phase::measure, "http/errors/timeout", Unit::count, {2}, 1);
            c.measure(k, Phase::measure, "http/errors/timeout", Unit::count, {3}, 10);
            c.measure(k, Phase::measure, "http/errors/reset", Unit::count, {i == 0 ? 0.0 : 1.0}, 10);
        });
    auto const row = single_row(c);
    CHECK(row.errors == std::map<std::string, std::uint64_t>{{"timeout", 10}, {"reset", 1}});
    CHECK(row.error_count() == 11);
}
