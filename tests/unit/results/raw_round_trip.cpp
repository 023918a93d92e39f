// What RawWriter writes, read_raw reads: every kind of line, every value to the last bit.
#include "example_key.hpp"

#include <wasmbench/results/raw_reader.hpp>
#include <wasmbench/results/raw_writer.hpp>
#include <wasmbench/testing/fake_clock.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::results;
using namespace std::chrono_literals;

namespace {

auto const started = std::chrono::system_clock::time_point(1795415400s);

/// The records of a file that `write(RawWriter&, FakeClock&)` has written.
template <class Write>
Records written_by(Write write) {
    testing::ScratchFolder const folder;
    testing::FakeClock clock(TimePoint(123456789ns));
    RawWriter writer(folder.path() / "raw.jsonl", clock, started);
    write(writer, clock);
    CHECK(!writer.failure());
    auto records = read_raw(folder.path() / "raw.jsonl");
    if (records.has_error()) FAIL(to_line(records.error()));
    return *records;
}

/// The only event of a file.
template <class Write>
Event single(Write write) {
    auto const records = written_by([&](RawWriter& w, testing::FakeClock&) { write(w); });
    REQUIRE(records.events.size() == 1);
    return records.events[0];
}

/// The only event of a trial.
template <class Write>
Event inside_a_trial(Write write) {
    auto const records = written_by([&](RawWriter& w, testing::FakeClock&) {
        w.trial_starting(testing::example_key());
        write(w);
    });
    REQUIRE(records.events.size() == 2);
    return records.events[1];
}

} // namespace

TEST_CASE("the header says who wrote the file and when") {
    auto const records = written_by([](RawWriter&, testing::FakeClock&) {});
    CHECK(records.header == Header{1, std::string(version), "2026-11-23T06:30:00Z", 123456789, "crc32c"});
    CHECK(records.events.empty());
    CHECK(!records.torn);
}

TEST_CASE("every event is read back as it was, in order, with its time") {
    auto const key = testing::example_key();
    Measurement const measurement{key, Phase::warmup, {"http/service_time", Unit::seconds},
        {{TimePoint(123456789ns + 5ms), 0.25}, {TimePoint(123456000ns), 1e-9}}};
    Failure const failure{
        errc::wrong_answer, {"answer of /state", "http://127.0.0.1:1/state", "wasmtime serve 'a b'",
                                "exit status 3", "first\nlast \"words\"\\", "a number", "look at the log"}};
    auto cold = key;
    cold.page_cache = PageCache::cold;
    SessionStop const stop{StopReason::most_seconds, 7, {{key.row(), true, 7, 0.04}, {cold.row(), false, 0, {}}}};
    auto const records = written_by([&](RawWriter& w, testing::FakeClock& clock) {
        auto const step = [&] { clock.advance(1ms); };
        step(), w.describe_row(
                    key, {ExecutionMode::aot, "off", InstancePolicy::new_per_request, {"One.", "Two."}});
        step(), w.set_children_mark("WASMBENCH_OWNER=1-2-"), w.session_starting(96);
        step(), w.trial_starting(key);
        step(), w.instance_ready(key, HttpEndpoint{"127.0.0.1", 8080, "x"});
        step(), w.measured(measurement);
        step(), w.not_measured(key, "old/latency", "no curl");
        step(), w.command_run(key, "/bin/true 'a b'");
        step(), w.state_observed(key, Statefulness::stateless);
        step(), w.failed(key, failure);
        step(), w.discarded(cold, "3 of 9 pages were in memory");
        step(), w.trial_ended(key);
        step(), w.skipped(key, "not installed");
        step(), w.session_stopped(stop);
        step(), w.session_ended(true);
    });
    std::vector<decltype(Event::what)> const wanted = {RowDescribed{key.row(), {"One.", "Two."}},
        SessionStarting{96, "WASMBENCH_OWNER=1-2-", {}}, TrialStarting{key}, InstanceReady{key, "http://127.0.0.1:8080"}, measurement,
        NotMeasured{key, "old/latency", "no curl"}, CommandRun{key, "/bin/true 'a b'"}, StateObserved{key, Statefulness::stateless},
        Failed{key, "wasmbench", 7, to_line(failure), failure.diagnostics},
        Discarded{cold, "3 of 9 pages were in memory"}, TrialEnded{key}, Skipped{key, "not installed"}, stop, SessionEnded{true}};
    REQUIRE(records.events.size() == wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        CAPTURE(i);
        CHECK(records.events[i].what == wanted[i]);
        CHECK(records.events[i].at == TimePoint(123456789ns + (i + 1) * 1ms));
    }
}

TEST_CASE("the other kinds of endpoint and of state") {
    auto const key = testing::example_key();
    auto const endpoint_text = [&](Endpoint const& e) {
        return std::get<InstanceReady>(inside_a_trial([&](RawWriter& w) { w.instance_ready(key, e); }).what).endpoint;
    };
    CHECK(endpoint_text(CallEndpoint{}) == "in process");
    ExitReport ended;
    ended.exit_code = 0;
    CHECK(endpoint_text(CommandEndpoint{"out", ended}) == "exit status 0");
    for (auto s :
        {Statefulness::not_applicable, Statefulness::stateful, Statefulness::stateless, Statefulness::mixed})
        CHECK(
            std::get<StateObserved>(inside_a_trial([&](RawWriter& w) { w.state_observed(key, s); }).what).state == s);
}

TEST_CASE("every enumerator of a key, a phase and a unit survives") {
    for (auto mode :
        {ExecutionMode::native, ExecutionMode::interpreter, ExecutionMode::jit, ExecutionMode::aot})
        for (auto policy : {InstancePolicy::one_shot, InstancePolicy::long_lived,
                 InstancePolicy::new_per_request, InstancePolicy::reused}) {
            auto key = testing::example_key();
            key.mode = mode;
            key.instance = policy;
            CHECK(std::get<TrialStarting>(single([&](RawWriter& w) { w.trial_starting(key); }).what).key ==
                  key);
        }
    for (auto phase : {Phase::prepare, Phase::start, Phase::warmup, Phase::measure, Phase::stop})
        for (auto unit : {Unit::seconds, Unit::bytes, Unit::count, Unit::ratio, Unit::per_second}) {
            Measurement const m{testing::example_key(), phase, {"a/b", unit}, {}};
            CHECK(std::get<Measurement>(inside_a_trial([&](RawWriter& w) { w.measured(m); }).what) == m);
        }
}

TEST_CASE("values are read back to the last bit") {
    using Limits = std::numeric_limits<double>;
    std::vector<double> const values = {0.0, -0.0, 1.0 / 3.0, 0.1, 5e-324, Limits::min(), Limits::max(),
        Limits::epsilon(), -1e300, 1e22, 123456789012345680.0, std::nextafter(1.0, 2.0), Limits::infinity(),
        -Limits::infinity(), Limits::quiet_NaN()};
    Measurement m{testing::example_key(), Phase::measure, {"a/b", Unit::count}, {}};
    for (double v : values) m.samples.push_back({TimePoint(123456789ns), v});
    auto const event = inside_a_trial([&](RawWriter& w) { w.measured(m); });
    auto const& samples = std::get<Measurement>(event.what).samples;
    REQUIRE(samples.size() == values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        CAPTURE(values[i]);
        if (std::isnan(values[i]))
            CHECK(std::isnan(samples[i].value));
        else
            CHECK(std::bit_cast<std::uint64_t>(samples[i].value) == std::bit_cast<std::uint64_t>(values[i]));
    }
}

TEST_CASE("more samples than fit into a line are in several, none lost and none twice") {
    Measurement m{testing::example_key(), Phase::measure, {"a/b", Unit::count}, {}};
    for (int i = 0; i < 2'500'000; ++i) m.samples.push_back({TimePoint(123456789ns + i * 1ns), static_cast<double>(i)});
    auto const records = written_by([&](RawWriter& w, testing::FakeClock&) {
        w.trial_starting(m.key);
        w.measured(m);
    });
    REQUIRE(records.events.size() == 4);
    std::vector<Sample> all;
    for (auto const& e : std::span(records.events).subspan(1)) {
        auto const& part = std::get<Measurement>(e.what);
        CHECK(part.key == m.key);
        CHECK(part.metric == m.metric);
        CHECK(part.samples.size() <= 1'000'000);
        all.insert(all.end(), part.samples.begin(), part.samples.end());
    }
    CHECK(bool(all == m.samples)); // not by CHECK itself, which would print them
}

TEST_CASE("what children print cannot break a line") {
    auto const reason = [](std::string const& text) {
        return std::get<Skipped>(single([&](RawWriter& w) { w.skipped(testing::example_key(), text); }).what)
            .reason;
    };
    CHECK(reason("two\nlines\r\n\x1b[31mred\"\\") == "two\nlines\r\n\x1b[31mred\"\\");
    CHECK(reason("gr\xc3\xbc\xc3\x9f") == "gr\xc3\xbc\xc3\x9f");
    CHECK(reason("bad \xff\xfe byte") ==
          "bad \xef\xbf\xbd\xef\xbf\xbd byte"); // not UTF-8: replaced, not refused
}

TEST_CASE("errors of the operating system keep their category") {
    Failure const f{error_code(ECONNREFUSED, boost::system::system_category()), {}};
    auto const event = inside_a_trial([&](RawWriter& w) { w.failed(testing::example_key(), f); });
    auto const& read = std::get<Failed>(event.what);
    CHECK(read.category == "system");
    CHECK(read.code == ECONNREFUSED);
    CHECK(read.line == "Connection refused");
}
