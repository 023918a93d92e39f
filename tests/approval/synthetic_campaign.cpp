#include "synthetic_campaign.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/stats/random.hpp>

#include <utility>
#include <vector>

namespace wasmbench::testing {
namespace {

constexpr std::uint32_t connections = 10;

/// What a configuration does, in nanoseconds, bytes and requests.
struct Service {
    RunKey key;
    std::uint64_t cold_start, bracket, service_time, per_second, memory, cpu_per_request;
    Statefulness state;
};
struct Program {
    RunKey key;
    std::uint64_t run_time, cpu_time, memory, elapsed;
};

RunKey configured(
    RunKey key, std::string version, ExecutionMode mode, std::string cache, InstancePolicy policy) {
    key.version = std::move(version);
    key.mode = mode;
    key.cache = std::move(cache);
    key.instance = policy;
    return key;
}

class Synthesis {
public:
    Synthesis(std::uint32_t blocks, std::uint32_t requests)
        : requests_(requests) {
        out_.plan.name = "synthetic";
        out_.plan.seed = 20261123;
        out_.plan.blocks = blocks;
        out_.plan.settings.sequential_requests = requests;
    }

    CampaignBuilder take(std::vector<Program> const& programs, std::vector<Service> const& services) {
        auto const wasmedge = configured(
            program_key("wasmedge", "cpu_hash"), "", ExecutionMode::aot, "none", InstancePolicy::one_shot);
        std::string const compiled = "Native and Wasm are built from one source with -O2.";
        for (auto const& p : programs)
            out_.describe(p.key,
                p.key.runtime == "native"
                    ? std::vector{compiled}
                    : std::vector{compiled, std::string("The start of the "
                                                        "wasmtime program itself is part of every run.")});
        out_.describe(wasmedge, {compiled});
        for (auto const& s : services) out_.describe(s.key, {compiled});
        out_.add(results::SessionStarting{
            out_.plan.blocks * static_cast<std::uint32_t>(programs.size() + services.size())});
        out_.add(results::Skipped{
            wasmedge, "wasmedge: no such program in PATH; to add it: scripts/runtimes install wasmedge"});
        for (std::uint32_t block = 0; block < out_.plan.blocks; ++block) {
            for (auto const& p : programs) run(p, block);
            for (auto const& s : services) run(s, block);
        }
        out_.add(results::SessionEnded{false});
        return std::move(out_);
    }

private:
    /// `typical` plus up to a tenth of it, and once in 16 times as much as twice; in the SI unit. Integers
    /// until the last step: a product of two doubles is the same everywhere, a logarithm is not.
    double about(std::uint64_t typical, double scale) {
        auto value = typical + stats::uniform_below(engine_, typical / 10 + 1);
        if (stats::uniform_below(engine_, 16) == 0) value += stats::uniform_below(engine_, typical);
        return static_cast<double>(value) * scale;
    }

    void run(Program const& p, std::uint32_t block) {
        auto key = p.key;
        key.block = block;
        out_.trial(key, next_trial_++, [&](RunKey const& k) {
            out_.add(results::InstanceReady{k, "exit status 0"});
            out_.measure(k, Phase::start, "start/ready", Unit::seconds, {about(p.run_time, 1e-9)});
            out_.measure(k, Phase::measure, "cpu/usage", Unit::seconds, {about(p.cpu_time, 1e-9)});
            out_.measure(k, Phase::measure, "memory/max_rss", Unit::bytes, {about(p.memory * 2, 1)});
            if (p.elapsed != 0)
                out_.measure(k, Phase::measure, "command/elapsed", Unit::seconds, {about(p.elapsed, 1e-9)});
            if (block < out_.plan.settings.memory_trials)
                out_.measure(k, Phase::measure, "memory/pss", Unit::bytes,
                    {about(p.memory / 2, 1), about(p.memory, 1)});
        });
    }

    void run(Service const& s, std::uint32_t block) {
        auto key = s.key;
        key.block = block;
        out_.trial(key, next_trial_++, [&](RunKey const& k) {
            out_.add(results::InstanceReady{k, "http://127.0.0.1:40000"});
            out_.measure(k, Phase::start, "start/ready", Unit::seconds, {about(s.cold_start, 1e-9)});
            out_.measure(k, Phase::start, "start/bracket", Unit::seconds, {about(s.bracket, 1e-9)});
            if (block == 1 && k.mode == ExecutionMode::aot && k.endpoint == "/") {
                fail(k);
                return;
            }
            std::vector<double> times;
            for (std::uint32_t i = 0; i < requests_; ++i) times.push_back(about(s.service_time, 1e-9));
            out_.measure(k, Phase::measure, "http/service_time", Unit::seconds, times);
            if (s.state != Statefulness::not_applicable) out_.add(results::StateObserved{k, s.state});
            out_.measure(k, Phase::measure, "http/ok", Unit::count, {200}, connections);
            if (block == 0 && k.mode == ExecutionMode::jit)
                out_.measure(k, Phase::measure, "http/errors/timeout", Unit::count, {2}, connections);
            out_.measure(k, Phase::measure, "http/throughput", Unit::per_second, {about(s.per_second, 1)},
                connections);
            out_.measure(k, Phase::measure, "cpu/server_seconds", Unit::seconds,
                {about(s.cpu_per_request * 200, 1e-9)}, connections);
            out_.measure(k, Phase::measure, "cpu/client_seconds", Unit::seconds, {about(1'900'000, 1e-9)},
                connections);
            out_.measure(k, Phase::measure, "memory/pss", Unit::bytes,
                {about(s.memory / 2, 1), about(s.memory, 1), about(s.memory, 1)}, connections);
            out_.measure(k, Phase::stop, "stop/duration", Unit::seconds, {about(1'500'000, 1e-9)});
        });
    }

    void fail(RunKey const& k) {
        Failure const f{errc::wrong_answer,
            {"sequential requests", "0 of 50 answers correct", "", "", "", "the text \"hello\\n\"", ""}};
        out_.add(
            results::Failed{k, "wasmbench", static_cast<int>(errc::wrong_answer), to_line(f), f.diagnostics});
    }

    CampaignBuilder out_;
    std::uint32_t requests_;
    stats::Xoshiro256 engine_{20261123};
    std::uint32_t next_trial_ = 0;
};

} // namespace

CampaignBuilder synthetic_campaign(std::uint32_t blocks, std::uint32_t sequential_requests) {
    using enum ExecutionMode;
    using enum InstancePolicy;
    auto const program = [](char const* workload, ExecutionMode mode, char const* cache) {
        return mode == native
                   ? configured(program_key("native", workload), "0.1.0", mode, cache, one_shot)
                   : configured(program_key("wasmtime", workload), "46.0.1", mode, cache, one_shot);
    };
    auto const service = [](char const* endpoint, ExecutionMode mode, char const* cache,
                             InstancePolicy policy) {
        return mode == native ? configured(service_key("native", endpoint), "0.1.0", mode, cache, policy)
                              : configured(service_key("wasmtime", endpoint), "46.0.1", mode, cache, policy);
    };
    std::vector<Program> const programs = {
        {program("hello", native, "none"), 610'000, 480'000, 1'100'000, 0},
        {program("hello", jit, "off"), 13'100'000, 24'000'000, 21'000'000, 0},
        {program("hello", aot, "none"), 5'600'000, 4'900'000, 14'000'000, 0},
        {program("cpu_hash", native, "none"), 161'000'000, 160'000'000, 1'200'000, 160'000'000},
        {program("cpu_hash", jit, "off"), 204'000'000, 219'000'000, 23'000'000, 188'000'000},
        {program("cpu_hash", aot, "none"), 195'000'000, 193'000'000, 15'000'000, 188'000'000},
    };
    std::vector<Service> services;
    for (auto const* endpoint : {"/", "/state"}) {
        bool const state = std::string_view(endpoint) == "/state";
        auto const says = [&](Statefulness s) { return state ? s : Statefulness::not_applicable; };
        services.push_back({service(endpoint, native, "none", long_lived), 1'240'000, 110'000, 52'000, 61'000,
            2'900'000, 29'000, says(Statefulness::stateful)});
        services.push_back({service(endpoint, jit, "off", new_per_request), 24'300'000, 120'000, 108'000,
            21'000, 26'000'000, 88'000, says(Statefulness::stateless)});
        services.push_back({service(endpoint, aot, "none", new_per_request), 7'900'000, 115'000, 105'000,
            21'400, 21'000'000, 86'000, says(Statefulness::stateless)});
        services.push_back({service(endpoint, jit, "off", reused), 24'500'000, 118'000, 71'000, 39'000,
            25'000'000, 46'000, says(Statefulness::stateful)});
    }
    return Synthesis(blocks, sequential_requests).take(programs, services);
}

std::string synthetic_environment() {
    return R"({
  "schema": 1,
  "runtimes": {"native": "0.1.0", "wasmtime": "46.0.1", "wasmedge": "not usable: no such program in PATH"},
  "cpu": {"model": "Example CPU | 2 x 3.0 GHz", "online": "0-1", "mitigations": {"too": "deep", "more": {"x": 1}}},
  "os": {"kernel": "6.1.0"},
  "disturbing": ["frequency scaling: the governor is 'powersave', so the first requests run slower"]
})";
}

} // namespace wasmbench::testing
