#include "load_test.hpp"

#include <wasmbench/load/http_load.hpp>
#include <wasmbench/stats/random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <chrono>
#include <optional>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::load;
using namespace wasmbench::load::test;
using namespace std::chrono_literals;
using stats::uniform_below;
using stats::Xoshiro256;

namespace {

constexpr std::array answering{Fault::none, Fault::none, Fault::none, Fault::chunked, Fault::byte_by_byte,
    Fault::connection_close, Fault::close_after, Fault::until_close, Fault::interim,
    Fault::close_before_answer, Fault::close_mid_body, Fault::reset, Fault::short_length, Fault::unavailable,
    Fault::wrong_body, Fault::garbage, Fault::huge_header, Fault::bad_chunk};
constexpr std::array waiting{Fault::slow, Fault::hang, Fault::long_length};

Fault draw(Xoshiro256& random, bool with_waiting) {
    if (with_waiting && uniform_below(random, 8) == 0) return waiting[uniform_below(random, waiting.size())];
    return answering[uniform_below(random, answering.size())];
}

std::vector<Fault> draw_script(Xoshiro256& random, bool with_waiting) {
    std::vector<Fault> script(1 + uniform_below(random, 12));
    for (auto& fault : script) fault = draw(random, with_waiting);
    return script;
}

/// What one connection makes of a script: the counts are known beforehand, request by request.
LoadCounts predict(std::vector<Fault> const& script, std::uint64_t requests) {
    LoadCounts counts;
    counts.planned = requests;
    bool closed_behind_our_back = false;
    std::size_t next = 0;
    for (std::uint64_t i = 0; i < requests; ++i) {
        if (closed_behind_our_back) {
            ++counts.error(ErrorClass::reset);
            closed_behind_our_back = false;
            continue;
        }
        auto const fault = script[next++ % script.size()];
        closed_behind_our_back = fault == Fault::close_after;
        if (auto const c = class_of(fault)) {
            ++counts.error(*c);
        } else {
            ++counts.ok;
        }
    }
    return counts;
}

std::uint64_t sum(LoadCounts const& c) {
    auto total = c.ok + c.outstanding + c.never_sent;
    for (auto const e : all_error_classes) total += c.error(e);
    return total;
}

} // namespace

TEST_CASE("one connection: every count is what the script says") {
    Xoshiro256 random(20240607);
    for (int round = 0; round < 100; ++round) {
        auto const script = draw_script(random, false);
        auto const requests = 1 + uniform_below(random, 40);
        CAPTURE(round, requests);
        FaultServer server(script);
        auto const r = run(plan_for(server.port(), requests));
        REQUIRE(r.counts == predict(script, requests));
        REQUIRE(r.service_time.count() == r.counts.ok);
    }
}

TEST_CASE("planned = ok + errors + outstanding + never sent, whatever happens") {
    Xoshiro256 random(7);
    std::array<int, 6> endings{};
    std::uint64_t outstanding = 0;
    std::uint64_t never_sent = 0;
    std::uint64_t failed = 0;
    for (int round = 0; round < 1000; ++round) {
        auto const script = draw_script(random, true);
        FaultServer server(script);
        auto plan = plan_for(server.port(), 0);
        auto& o = plan.options;
        o.connections = 1 + uniform_below(random, 8);
        o.threads = 1 + uniform_below(random, o.connections);
        o.warmup_requests = uniform_below(random, 2) * uniform_below(random, 10);
        o.timeouts.response = std::chrono::milliseconds(3 + uniform_below(random, 10));
        o.stop = {};
        auto const kind = uniform_below(random, 4);
        if (kind != 1) o.stop.requests = 1 + uniform_below(random, 60);
        if (kind == 1 || kind == 2)
            o.stop.duration = std::chrono::milliseconds(1 + uniform_below(random, 15));
        if (kind == 3) o.time_limit = std::chrono::milliseconds(1 + uniform_below(random, 10));
        if (uniform_below(random, 4) == 0) o.reuse = Reuse::none;
        if (uniform_below(random, 3) == 0) o.drain = std::chrono::milliseconds(uniform_below(random, 10));
        // 1,000 to 11,000 per second: from a rate that is kept to one that is not.
        auto const rate = 1000.0 + 1000.0 * static_cast<double>(uniform_below(random, 11));
        auto const loop = uniform_below(random, 4);
        if (loop == 1) o.arrival = constant_rate(rate);
        if (loop == 2) o.arrival = poisson(rate, random());
        if (loop == 3) o.arrival = bursts(5, constant_rate(rate / 5));
        CAPTURE(round, o.connections, o.threads, o.warmup_requests, kind, loop, rate);

        auto const r = run(plan);
        REQUIRE(r.counts.planned == sum(r.counts));
        REQUIRE(r.warmup.planned == sum(r.warmup));
        REQUIRE(r.warmup.planned == o.warmup_requests);
        if (o.stop.requests) REQUIRE(r.counts.planned == *o.stop.requests);
        if (!o.stop.requests && loop == 0) REQUIRE(r.counts.never_sent == 0);
        REQUIRE(r.counts.outstanding <= o.connections);
        REQUIRE(r.service_time.count() == r.counts.ok);
        if (loop != 0) REQUIRE(r.response_time.count() == r.counts.ok);
        // The server's own count agrees: it has read all that was answered.
        auto const& e = r.counts;
        REQUIRE(server.requests() >= e.ok + r.warmup.ok + e.error(ErrorClass::bad_status) +
                                         e.error(ErrorClass::bad_body) + e.error(ErrorClass::protocol));
        REQUIRE(server.requests() <= e.planned - e.never_sent + r.warmup.planned - r.warmup.never_sent);
        ++endings[static_cast<std::size_t>(r.ending)];
        outstanding += e.outstanding;
        never_sent += e.never_sent;
        failed += e.failed();
    }
    // The rounds were no walk in the park.
    CHECK(endings[static_cast<std::size_t>(Ending::requests_done)] > 0);
    CHECK(endings[static_cast<std::size_t>(Ending::duration_over)] > 0);
    CHECK(endings[static_cast<std::size_t>(Ending::time_limit)] > 0);
    CHECK(outstanding > 0);
    CHECK(never_sent > 0);
    CHECK(failed > 0);
}
