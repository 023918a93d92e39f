#pragma once

#include <cstdint>
#include <string>

#include <support/campaign_builder.hpp>

namespace wasmbench::testing {

/// A density part that ended with `instances`, each of `bytes`.
inline void add_density(CampaignBuilder& c, RunKey const& key, std::uint32_t instances, double bytes, std::string const& stop) {
    for (std::uint32_t n = 1; n <= instances; ++n) {
        c.measure(key, Phase::measure, "density/memory", Unit::bytes, {1e6 + bytes * n}, n);
        c.measure(key, Phase::measure, "density/taken", Unit::bytes, {1.5 * bytes * n}, n);
        c.measure(key, Phase::measure, "density/latency_p99", Unit::seconds, {1e-4 * (1 + 0.1 * n)}, n);
        if (n > 1) c.measure(key, Phase::measure, "density/start", Unit::seconds, {0.01}, n);
    }
    c.measure(key, Phase::measure, "density/instances", Unit::count, {static_cast<double>(instances)});
    c.measure(key, Phase::measure, "density/stop/" + stop, Unit::count, {1});
}

/// A small campaign that has something for every section of report.html: a service on two runtimes with a
/// phase ledger, parts with and without a role, two numbers of connections, a density part and a disturbed trial, and a
/// program. `name_suffix` is appended to every text that comes from outside: names, versions, notes,
/// messages.
inline CampaignBuilder plotted_campaign(std::string const& name_suffix = {}) {
    constexpr double mib = 1024 * 1024;
    CampaignBuilder c;
    c.plan.name = "plotted" + name_suffix;
    c.plan.blocks = 6;
    c.plan.settings.connections = 8;
    auto const outside = [&](std::string text) { return std::move(text) + name_suffix; };

    auto plain = service_key(outside("native"));
    plain.endpoint = outside("/");
    auto lattice = service_key(outside("wasmcloud"));
    lattice.endpoint = plain.endpoint;
    lattice.version = outside("1.9");
    lattice.mode = ExecutionMode::jit;
    lattice.cache = outside("lattice up");
    lattice.variant = outside("pooling");
    auto program = program_key(outside("native"), outside("hello"));
    c.describe(plain, {outside("One source for all.")});
    c.describe(lattice, {outside("One source for all."), outside("Charged without its daemons.")});
    c.describe(program);
    c.add(results::SessionStarting{19});
    std::uint32_t number = 0;
    for (std::uint32_t block = 0; block < 6; ++block) {
        for (auto* key : {&plain, &lattice, &program}) key->block = block;
        double const slower = 1 + 0.01 * block;
        c.trial(plain, number++, [&](RunKey const& k) {
            c.measure(k, Phase::start, "start/connected", Unit::seconds, {0.0015 * slower});
            c.measure(k, Phase::start, "start/ready", Unit::seconds, {0.002 * slower});
            c.measure(k, Phase::start, "phase/spawn", Unit::seconds, {0.0005 * slower});
            c.measure(
                k, Phase::start, "phase/engine_start+load+instantiate", Unit::seconds, {0.001 * slower});
            c.measure(k, Phase::start, "phase/first_answer", Unit::seconds, {0.0005 * slower});
            c.measure(k, Phase::stop, "phase/wall", Unit::seconds, {0.1});
            std::vector<double> times;
            for (int i = 1; i <= 60; ++i)
                times.push_back(2e-5 * slower * (1 + (i % 20) * 0.02 + (i == 60 ? 5 : 0)));
            c.measure(k, Phase::measure, "http/service_time", Unit::seconds, times);
            c.measure(k, Phase::measure, "scaling/throughput", Unit::per_second, {20000 / slower}, 1);
            c.measure(k, Phase::measure, "scaling/throughput", Unit::per_second, {90000 / slower}, 8);
            c.measure(k, Phase::measure, "http/throughput", Unit::per_second, {90000 / slower}, 8);
            c.measure(k, Phase::measure, "memory/pss", Unit::bytes, {1.6 * mib * slower}, 8);
            add_density(c, k, 8, 0.4 * mib, "most instances");
        });
        c.trial(lattice, number++, [&](RunKey const& k) {
            c.measure(k, Phase::start, outside("prepare/compile"), Unit::seconds, {1.2 * slower});
            c.measure(k, Phase::start, "start/ready", Unit::seconds, {0.2 * slower});
            c.measure(k, Phase::start, outside("phase/load:component"), Unit::seconds, {0.05 * slower});
            c.measure(k, Phase::start, "phase/instantiate+first_answer", Unit::seconds, {0.15 * slower});
            c.measure(k, Phase::stop, "phase/wall", Unit::seconds, {0.4});
            std::vector<double> times;
            for (int i = 1; i <= 60; ++i) times.push_back(7e-4 * slower * (1 + (i % 30) * 0.02));
            c.measure(k, Phase::measure, "http/service_time", Unit::seconds, times);
            c.measure(k, Phase::measure, "scaling/throughput", Unit::per_second, {1500 / slower}, 1);
            c.measure(k, Phase::measure, "scaling/throughput", Unit::per_second, {2500 / slower}, 8);
            c.measure(k, Phase::measure, "http/throughput", Unit::per_second, {2500 / slower}, 8);
            c.measure(k, Phase::measure, "memory/pss", Unit::bytes, {50 * mib * slower}, 8);
            add_density(c, k, 3, 48 * mib, "memory limit");
            c.measure(k, Phase::measure, outside("memory/part/host"), Unit::bytes, {48 * mib * slower}, 8);
            c.measure(k, Phase::measure, outside("role/runtime-host/host"), Unit::count, {1}, 8);
            c.measure(k, Phase::measure, outside("memory/part/nats"), Unit::bytes, {12 * mib * slower}, 8);
            c.measure(k, Phase::measure, outside("role/shared-daemon/nats"), Unit::count, {1}, 8);
            c.measure(k, Phase::measure, outside("memory/part/wadm"), Unit::bytes, {20 * mib * slower}, 8);
            if (block == 3) c.measure(k, Phase::measure, outside("disturbed/steal"), Unit::ratio, {0.2}, 8);
        });
        c.trial(program, number++, [&](RunKey const& k) {
            c.measure(k, Phase::start, "start/ready", Unit::seconds, {0.0011 * slower});
            c.measure(k, Phase::measure, "memory/max_rss", Unit::bytes, {1.1 * mib});
        });
    }
    c.trial(lattice, number++, [&](RunKey const& k) {
        Diagnostics d;
        d.command = outside("wasmcloud-host --log-level error");
        c.add(results::Failed{k, "wasmbench", 7, outside("wrong answer"), d});
    });
    c.add(results::SessionEnded{false});
    return c;
}

} // namespace wasmbench::testing
