#include "load_test.hpp"

#include <wasmbench/load/http_load.hpp>
#include <wasmbench/stats/random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>
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

struct Round {
    std::vector<Fault> script;
    LoadOptions options;
    std::uint64_t loop = 0; ///< 0: closed; how requests arrive
    double rate = 0;        ///< per second, of an open loop
};

std::vector<Round> draw_rounds(std::size_t n) {
    Xoshiro256 random(7);
    std::vector<Round> rounds(n);
    for (auto& [script, o, loop, rate] : rounds) {
        script = draw_script(random, true);
        o = plan_for(1, 0).options;
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
        rate = 1000.0 + 1000.0 * static_cast<double>(uniform_below(random, 11));
        loop = uniform_below(random, 4);
        if (loop == 1) o.arrival = constant_rate(rate);
        if (loop == 2) o.arrival = poisson(rate, random());
        if (loop == 3) o.arrival = bursts(5, constant_rate(rate / 5));
    }
    return rounds;
}

/// What is judged of a round; a thousand whole results with their histograms would be too much to keep.
struct Played {
    LoadCounts counts;
    LoadCounts warmup;
    Ending ending = Ending::requests_done;
    std::uint64_t service_times = 0;
    std::uint64_t response_times = 0;
    std::size_t served = 0; ///< requests that the server has read
};

/// Several at a time: a round mostly waits for its timeouts. Catch2's checks are for one thread, so nothing
/// is judged here.
std::vector<Played> played_at_once(std::vector<Round> const& rounds) {
    std::vector<Played> results(rounds.size());
    std::atomic<std::size_t> next{0};
    std::vector<std::future<void>> players;
    for (int i = 0; i < 6; ++i)
        players.push_back(std::async(std::launch::async, [&] {
            for (auto n = next++; n < rounds.size(); n = next++) {
                FaultServer server(rounds[n].script);
                auto plan = plan_for(server.port(), 0);
                plan.options = rounds[n].options;
                auto const r = run(plan);
                results[n] = {r.counts, r.warmup, r.ending, r.service_time.count(), r.response_time.count(),
                    server.requests()};
            }
        }));
    for (auto& p : players) p.get();
    return results;
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
    auto const rounds = draw_rounds(1000);
    auto const results = played_at_once(rounds);
    std::array<int, 6> endings{};
    std::uint64_t outstanding = 0;
    std::uint64_t never_sent = 0;
    std::uint64_t failed = 0;
    for (std::size_t round = 0; round < rounds.size(); ++round) {
        auto const& o = rounds[round].options;
        auto const open_loop = rounds[round].loop != 0;
        CAPTURE(round, o.connections, o.threads, o.warmup_requests, rounds[round].loop, rounds[round].rate);

        auto const& r = results[round];
        REQUIRE(r.counts.planned == sum(r.counts));
        REQUIRE(r.warmup.planned == sum(r.warmup));
        REQUIRE(r.warmup.planned == o.warmup_requests);
        if (o.stop.requests) REQUIRE(r.counts.planned == *o.stop.requests);
        if (!o.stop.requests && !open_loop) REQUIRE(r.counts.never_sent == 0);
        REQUIRE(r.counts.outstanding <= o.connections);
        REQUIRE(r.service_times == r.counts.ok);
        if (open_loop) REQUIRE(r.response_times == r.counts.ok);
        // The server's own count agrees: it has read all that was answered.
        auto const& e = r.counts;
        REQUIRE(r.served >= e.ok + r.warmup.ok + e.error(ErrorClass::bad_status) +
                                e.error(ErrorClass::bad_body) + e.error(ErrorClass::protocol));
        REQUIRE(r.served <= e.planned - e.never_sent + r.warmup.planned - r.warmup.never_sent);
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
