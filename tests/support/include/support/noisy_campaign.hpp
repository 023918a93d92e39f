#pragma once

#include <wasmbench/report/campaign.hpp>
#include <wasmbench/stats/random.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <support/campaign_builder.hpp>

namespace wasmbench::testing {

/// Campaigns whose true values and noise are known. Numbers are made with sums and products alone, so that
/// they are the same wherever they are made.
class NoisyCampaign {
public:
    /// `spread` 0.02: values lie within 2 % of their centre, every one equally likely.
    NoisyCampaign(std::string name, std::uint64_t seed, std::uint32_t blocks, double spread)
        : name_(std::move(name))
        , engine_(seed)
        , spread_(spread) {
        builder.plan.blocks = blocks;
    }

    /// A value of the metric per block, around `centre` times the block's factor.
    void row(RunKey key, std::string const& metric, Unit unit, double centre, std::uint32_t concurrency = 1) {
        for (std::uint32_t block = 0; block < builder.plan.blocks; ++block) {
            key.block = block;
            double const factor = block_factors.empty() ? 1 : block_factors[block % block_factors.size()];
            builder.trial(key, next_trial_++, [&](RunKey const& k) {
                builder.measure(k, Phase::measure, metric, unit, {centre * factor * noise()}, concurrency);
            });
        }
    }

    /// A program that starts and ends within about that time.
    void program(RunKey const& key, double run_time) { row(key, "start/ready", Unit::seconds, run_time); }

    /// Of one campaign: what it left behind.
    report::Campaign take() const { return {name_, builder.plan, builder.records, environment}; }

    double noise() { return 1 + spread_ * (2 * stats::uniform_unit(engine_) - 1); }

    CampaignBuilder builder;
    std::vector<double> block_factors; ///< what slows whole blocks; empty: nothing does
    std::string environment = R"({"cpu": {"model": "Example CPU"}, "os": {"kernel": "6.1.0"},
        "load": {"1min": "0.5"}, "harness": {"version": "0.1.0"}})";

private:
    std::string name_;
    stats::Xoshiro256 engine_;
    double spread_;
    std::uint32_t next_trial_ = 0;
};

} // namespace wasmbench::testing
