#pragma once

#include "described_runtimes.hpp"
#include "firewall_rows.hpp"

#include <wasmbench/core/catalog.hpp>
#include <wasmbench/plan/plan.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::tool {

/// What the person chose of a study.
struct StudyChoice {
    std::string profile = "quick";      ///< quick, seed or full
    std::vector<std::string> runtimes;  ///< empty: all
    std::vector<std::string> workloads; ///< empty: all, or those of the profile quick
    std::optional<std::uint32_t> blocks;
    std::optional<double> ready_within_seconds;
    std::optional<FirewallRows> firewall; ///< nullopt: as the profile has it, none of quick and a pair of seed
    std::uint64_t seed = 0;
    bool density = false; ///< also where the profile has none
    DescribedRuntimes described; ///< those of the catalog
    bool old_method = false; ///< the published study's method beside ours; of seed and longer profiles always
};

/// The study's plan: every row of the chosen runtimes and workloads. quick: six blocks and half a second of
/// load, for a first look in minutes, without json_transform, kv_service and memory_walk unless they are chosen. seed: the counts of the published study (5 warm-ups, 50 sequential
/// requests, 200 requests on 10 connections) in six blocks, with the three further workloads, a firewall, density, and over `/` and cpu_hash
/// scaling and the old method. full: the same in eight blocks with more configurations, requests and rules, longer loads. Of a
/// described runtime every mode is run. Throws Error(invalid_option) for a runtime or workload that is not in `catalog`, naming what
/// is, and which descriptions there are.
plan::Plan study_plan(StudyChoice const& choice, Catalog const& catalog);

/// The execution modes in which the study measures a runtime, each once, in the order of its rows.
std::vector<ExecutionMode> modes_of(Runtime const& runtime, Catalog const& catalog, DescribedRuntimes const& described);

} // namespace wasmbench::tool
