#pragma once

#include <wasmbench/plan/plan.hpp>
#include <wasmbench/results/records.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace wasmbench::testing {

/// Writes the records of a campaign down as a session would have left them.
class CampaignBuilder {
public:
    plan::Plan plan;
    results::Records records;

    CampaignBuilder() {
        plan.name = "test";
        plan.seed = 42;
        records.header = {1, "0.1.0", "2026-11-23T06:30:00Z", 0};
    }

    template <class What>
    void add(What what) {
        now_ += std::chrono::microseconds(100);
        records.events.push_back({now_, std::move(what)});
    }

    void describe(RunKey const& key, std::vector<std::string> fairness = {}) {
        plan.rows.push_back({key.runtime, {}, key.workload, key.endpoint});
        add(results::RowDescribed{key.row(), std::move(fairness)});
    }

    /// A trial that begins, does what `body` says and ends.
    template <class Body>
    void trial(RunKey key, std::uint32_t number, Body body) {
        key.trial = number;
        add(results::TrialStarting{key});
        body(key);
        add(results::TrialEnded{key});
    }

    void measure(RunKey key, Phase phase, std::string metric, Unit unit, std::vector<double> const& values,
        std::uint32_t concurrency = 1) {
        key.concurrency = concurrency;
        Measurement m{std::move(key), phase, {std::move(metric), unit}, {}};
        for (double v : values) m.samples.push_back({now_ += std::chrono::microseconds(10), v});
        add(std::move(m));
    }

private:
    TimePoint now_{};
};

/// A row of a service.
inline RunKey service_key(std::string runtime, std::string endpoint = "/") {
    RunKey k;
    k.runtime = std::move(runtime);
    k.version = "1.0";
    k.instance = InstancePolicy::long_lived;
    k.workload = "http_service";
    k.endpoint = std::move(endpoint);
    return k;
}

/// A row of a program.
inline RunKey program_key(std::string runtime, std::string workload = "hello") {
    RunKey k;
    k.runtime = std::move(runtime);
    k.version = "1.0";
    k.workload = std::move(workload);
    return k;
}

} // namespace wasmbench::testing
