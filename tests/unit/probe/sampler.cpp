#include <wasmbench/core/error.hpp>
#include <wasmbench/probe/sampler.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <stdexcept>
#include <thread>

#include <time.h>

using namespace wasmbench;
using namespace std::chrono_literals;

namespace {

/// Counts its samples: the values are what on_sample says to the number of the sample, and its negative.
class CountingProbe final : public Probe {
public:
    std::function<double(int)> on_sample = [](int n) { return n; };
    Availability attach_says = Availability::yes();
    std::atomic<int> samples = 0;
    int attached = 0;
    int detached = 0;
    ProcessTree tree;

    std::string_view name() const noexcept override { return "counting"; }
    Availability availability() const override { return Availability::yes(); }
    std::span<Metric const> metrics() const noexcept override { return metrics_; }
    Duration period() const noexcept override { return 1ms; }
    Availability attach(ProcessTree const& t) override {
        ++attached;
        tree = t;
        return attach_says;
    }
    void sample(TimePoint, std::span<double> out) override {
        out[0] = on_sample(samples);
        out[1] = -out[0];
        ++samples;
    }
    void detach() noexcept override { ++detached; }

private:
    std::array<Metric, 2> metrics_ = {Metric{"test/up", Unit::count}, Metric{"test/down", Unit::seconds}};
};

/// Returns when `probe` was sampled `count` times; that takes as long as the machine needs.
void wait_for_samples(CountingProbe const& probe, int count) {
    auto const deadline = SteadyClock::now() + 60s;
    while (probe.samples < count && SteadyClock::now() < deadline) std::this_thread::sleep_for(1ms);
    REQUIRE(probe.samples >= count);
}

ProcessTree const tree{{{42, 7, Role::workload}}, {}};

} // namespace

TEST_CASE("sampler: the first sample is at start and the last at stop, whatever the period") {
    CountingProbe probe;
    probe::Sampler sampler;
    auto const before = SteadyClock::now();
    CHECK(sampler.start({&probe}, tree, {1h, 100}) == std::vector{Availability::yes()});
    auto const started = SteadyClock::now();
    CHECK(sampler.running());
    auto const stopping = SteadyClock::now();
    auto const report = sampler.stop();
    auto const stopped = SteadyClock::now();

    CHECK_FALSE(sampler.running());
    CHECK(stopped - stopping < 5s); // not the hour
    CHECK(report.rounds == 2);
    CHECK(report.missed_slots == 0);
    REQUIRE(report.series.size() == 2);
    CHECK(report.series[0].probe == "counting");
    CHECK(report.series[0].metric == Metric{"test/up", Unit::count});
    CHECK(report.series[1].metric == Metric{"test/down", Unit::seconds});
    REQUIRE(report.series[0].samples.size() == 2);
    REQUIRE(report.series[1].samples.size() == 2);
    CHECK(report.series[1].samples[1].value == -1);
    auto const first = report.series[0].samples[0].at;
    auto const last = report.series[0].samples[1].at;
    CHECK((before <= first && first <= started));
    CHECK((stopping <= last && last <= stopped));
    CHECK(report.elapsed >= last - first);
    CHECK(probe.attached == 1);
    CHECK(probe.detached == 1);
    CHECK(probe.tree == tree);
}

TEST_CASE("sampler: rounds come on the grid of the start, one in a slot") {
    CountingProbe probe;
    probe::Sampler sampler;
    sampler.start({&probe}, tree, {5ms, 1000});
    wait_for_samples(probe, 12);
    auto const report = sampler.stop();
    auto const& samples = report.series[0].samples;

    REQUIRE(samples.size() >= 13);
    CHECK(report.rounds == samples.size());
    // A round that is late by less than a period does not move the next one: no slot has two rounds, and
    // rounds and missed slots together are not more than the slots that there were.
    auto const slot_of = [&](Sample const& s) { return (s.at - samples.front().at) / 5ms; };
    for (std::size_t i = 1; i + 1 < samples.size(); ++i) CHECK(slot_of(samples[i]) > slot_of(samples[i - 1]));
    auto const regular = samples.size() - 2;
    CHECK(regular + report.missed_slots <= static_cast<std::uint64_t>(slot_of(samples.back())));
}

TEST_CASE("sampler: a slow round lets slots pass and bunches nothing") {
    CountingProbe probe;
    probe.on_sample = [](int n) {
        if (n == 1) std::this_thread::sleep_for(62ms);
        return n;
    };
    probe::Sampler sampler;
    sampler.start({&probe}, tree, {20ms, 1000});
    wait_for_samples(probe, 4);
    auto const report = sampler.stop();
    auto const& samples = report.series[0].samples;
    // On a machine that is never late: rounds at 0, 20, 100, 120 and at the stop; 40, 60 and 80 passed.
    CHECK(report.missed_slots >= 3);
    CHECK(samples[2].at - samples[1].at >= 62ms);
    auto const span = samples.back().at - samples.front().at;
    CHECK(samples.size() - 2 + report.missed_slots <= static_cast<std::uint64_t>(span / 20ms));
}

TEST_CASE("sampler: memory is bounded, the first and the largest sample survive, the period doubles") {
    CountingProbe probe;
    probe.on_sample = [](int n) { return n == 3 ? 1e6 : n; };
    probe::Sampler sampler;
    sampler.start({&probe}, tree, {1ms, 8});
    wait_for_samples(probe, 16);
    auto const report = sampler.stop();
    CHECK(report.rounds >= 17);
    CHECK(report.halvings >= 3);
    CHECK(report.elapsed >= 25ms); // 16 rounds of 1 ms would have been enough
    for (auto const& series : report.series) {
        auto const& samples = series.samples;
        CHECK(samples.size() <= 8);
        CHECK(samples.size() >= 4);
        CHECK(samples.front().value == 0);
        CHECK(samples.back().value != 0);
        CHECK(std::is_sorted(
            samples.begin(), samples.end(), [](Sample const& a, Sample const& b) { return a.at < b.at; }));
    }
    auto const& up = report.series[0].samples;
    CHECK(std::any_of(up.begin(), up.end(), [](Sample const& s) { return s.value == 1e6; }));
}

TEST_CASE("sampler: its own cost is the thread's CPU time") {
    CountingProbe probe;
    probe.on_sample = [](int n) {
        if (n != 0) return n;
        auto const cpu = [] {
            timespec t{};
            ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
            return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
        };
        while (cpu() < 50ms) {
        }
        return n;
    };
    probe::Sampler sampler;
    sampler.start({&probe}, tree, {1h, 100});
    std::this_thread::sleep_for(50ms); // is not counted
    auto const report = sampler.stop();
    CHECK(report.cpu_used >= 50ms);
    CHECK(report.cpu_used < 90ms);
    CHECK(report.elapsed >= 100ms);
}

TEST_CASE("sampler: a probe that cannot watch is left out, with its reason") {
    CountingProbe works;
    CountingProbe refuses;
    refuses.attach_says = Availability::no("no such process");
    probe::Sampler sampler;
    auto const said = sampler.start({&refuses, &works}, tree, {1h, 100});
    CHECK(said == std::vector{Availability::no("no such process"), Availability::yes()});
    auto const report = sampler.stop();
    REQUIRE(report.series.size() == 2);
    CHECK(report.series[0].samples.size() == 2);
    CHECK(refuses.samples == 0);
    CHECK(works.samples == 2);
}

TEST_CASE("sampler: wrong options are refused before anything starts") {
    CountingProbe probe;
    probe::Sampler sampler;
    CHECK_THROWS_AS(sampler.start({&probe}, tree, {999us, 100}), Error);
    CHECK_THROWS_AS(sampler.start({&probe}, tree, {1ms, 7}), Error);
    CHECK_FALSE(sampler.running());
    CHECK(probe.attached == 0);
    CHECK(sampler.stop().series.empty());
}

TEST_CASE("sampler: may not be started twice, may be started again") {
    CountingProbe probe;
    probe::Sampler sampler;
    sampler.start({&probe}, tree, {1h, 100});
    CHECK_THROWS_AS(sampler.start({&probe}, tree, {1h, 100}), std::logic_error);
    CHECK(sampler.stop().rounds == 2);
    sampler.start({&probe}, tree, {1h, 100});
    CHECK(sampler.stop().rounds == 2);
    CHECK(probe.samples == 4);
}

TEST_CASE("sampler: what a probe throws reaches the caller, and the probe is detached") {
    CountingProbe probe;
    probe::Sampler sampler;
    SECTION("in the first round, from start") {
        probe.on_sample = [](int) -> double { throw std::runtime_error("broken"); };
        CHECK_THROWS_AS(sampler.start({&probe}, tree, {1h, 100}), std::runtime_error);
        CHECK_FALSE(sampler.running());
    }
    SECTION("later, from stop") {
        probe.on_sample = [](int n) {
            if (n == 1) throw std::runtime_error("broken");
            return n;
        };
        sampler.start({&probe}, tree, {1h, 100});
        CHECK_THROWS_AS(sampler.stop(), std::runtime_error);
        CHECK_FALSE(sampler.running());
    }
    CHECK(probe.detached == 1);
}

TEST_CASE("sampler: its destructor stops") {
    CountingProbe probe;
    {
        probe::Sampler sampler;
        sampler.start({&probe}, tree, {1h, 100});
    }
    CHECK(probe.detached == 1);
}
