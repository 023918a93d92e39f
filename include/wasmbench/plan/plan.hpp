#pragma once

#include <wasmbench/core/firewall.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/core/runtime.hpp>
#include <wasmbench/core/version.hpp>
#include <wasmbench/plan/density.hpp>
#include <wasmbench/plan/old_method.hpp>
#include <wasmbench/plan/precision.hpp>
#include <wasmbench/plan/scaling.hpp>
#include <wasmbench/plan/warmup_until_stable.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::plan {

/// One row of a study: a workload (with one endpoint, if it is a service) on a runtime with options. Two rows
/// may differ in their options alone; each is then a row of its own in every table.
struct Row {
    std::string runtime;  ///< name in the Catalog: "native", "wasmtime"
    Options options;      ///< checked by Runtime::describe before anything runs
    std::string workload; ///< "hello", "http_service"
    std::string endpoint; ///< "/" or "/state"; empty for a program

    // What a row that takes very long (an interpreter) has of its own; nullopt: as the plan says.
    std::optional<std::uint32_t> blocks = {};     ///< in the first so many blocks only; at least 1
    std::optional<double> ready_within_seconds = {}; ///< above 0
    std::optional<std::uint32_t> memory_trials = {};
    /// The condition in which every start finds its files. Needs Capability::page_cache unless `any`.
    PageCache page_cache = PageCache::any;
    /// What the client meets on its way to the instance, which then has a network of its own; nullopt: the loopback.
    /// Of services, on runtimes with Capability::own_network.
    std::optional<Firewall> firewall = {};
    /// How the old method starts this row, where that is not as ours does (`docker run` in place of the engine's
    /// API); of a program its run is timed by the old method in this case only.
    std::optional<Options> old_options = {};
    /// Without the plan's scaling and old method, which take several times as long as all else of a trial.
    bool base_only = false;
    /// How many instances the machine holds; nullopt: that is not looked for. Of services.
    std::optional<Density> density = {};

    friend bool operator==(Row const&, Row const&) = default;
};

/// What one trial does. The defaults are the counts of the published study that this library re-examines.
/// Times are SI seconds.
struct TrialSettings {
    std::uint32_t warmup_requests = 5;      ///< on the connection of the sequential part; in no figure
    std::uint32_t sequential_requests = 50; ///< one connection, one request at a time: the latency part
    std::uint32_t connections = 10;         ///< of the throughput part
    std::uint64_t concurrent_requests = 200;
    /// When above 0 the throughput part lasts this long and concurrent_requests is not looked at.
    double concurrent_seconds = 0;
    std::uint32_t load_threads = 1;
    double ready_within_seconds = 45; ///< more than 30, the clock of wasmCloud's heartbeats, which mend a start now and then
    double request_timeout_seconds = 5;
    double stop_grace_seconds = 2;
    double sample_period_seconds = 0.01; ///< of the probes
    /// Programs that run to their end: how many further runs, none of them timed, are watched for their
    /// memory. A probe that watches the timed run would be part of what is timed.
    std::uint32_t memory_trials = 3;
    /// Before the warmup_requests of a service; nullopt: those are all the warm-up there is.
    std::optional<WarmupUntilStable> warmup_until_stable = {};
    std::optional<Scaling> scaling = {}; ///< nullopt: the throughput part, or one run at a time, is all
    /// The published study's method beside ours; nullopt: ours alone.
    std::optional<OldMethod> old_method = {};

    friend bool operator==(TrialSettings const&, TrialSettings const&) = default;
};

/// Everything that decides what a campaign does: two campaigns with equal plans run the same trials in the
/// same order; with a precision, one of them may stop earlier. A plain value.
struct Plan {
    int schema = results_schema;
    std::string name; ///< part of the folder's name: letters, digits, '.', '_' and '-'
    std::uint64_t seed = 0;
    /// Each row is run once per block, unless the row says less. With a precision: the most blocks.
    std::uint32_t blocks = 1;
    std::vector<Row> rows;
    TrialSettings settings;
    std::optional<Precision> precision = {}; ///< nullopt: all blocks are run

    friend bool operator==(Plan const&, Plan const&) = default;
};

/// The most trials (rows times blocks) that a plan may ask for; a typing error must not fill the disk.
inline constexpr std::uint64_t max_trials = 1'000'000;

/// The longest time that a plan may give anything, in seconds: more is a typing error, and would not fit a clock.
inline constexpr std::int64_t most_plan_seconds = 365 * 24 * 3600;

/// The plan as an indented JSON document, ending in a line feed; plan_from_json gives back an equal plan.
std::string to_json_text(Plan const& plan);

/// Reads what to_json_text wrote, strictly: an unknown or missing field, a value of the wrong type, a
/// negative count, a row that does not exist anywhere, a plan without rows or a schema newer than
/// results_schema gives errc::malformed_input, whose diagnostics name the JSON pointer ("/rows/3/runtime"),
/// what was expected and what is there. Whether the runtimes, workloads and options exist is for the session
/// to say. `source` is the file's name, for the message.
Result<Plan> plan_from_json(std::string_view text, std::string const& source = {});

} // namespace wasmbench::plan
